module example.com/go-service

go 1.23

require github.com/coreos/go-oidc/v3 v3.14.1
