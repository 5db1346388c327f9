// A service behind Gatehouse: verifies its access tokens by the published keys.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

type claims struct {
	Subject     string   `json:"sub"`
	Permissions []string `json:"permissions"`
}

func env(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

// A token of another kind, an id token for instance, is none (RFC 9068, section 4).
func isAccessToken(token string) bool {
	header, err := base64.RawURLEncoding.DecodeString(strings.SplitN(token, ".", 2)[0])
	var fields struct{ Typ string }
	return err == nil && json.Unmarshal(header, &fields) == nil && fields.Typ == "at+jwt"
}

func verify(ctx context.Context, verifier *oidc.IDTokenVerifier, header string) (*claims, error) {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "bearer") || !isAccessToken(token) {
		return nil, errors.New("no access token")
	}
	verified, err := verifier.Verify(ctx, token)
	if err != nil {
		return nil, err
	}
	var found claims
	return &found, verified.Claims(&found)
}

func has(permissions []string, wanted string) bool {
	for _, permission := range permissions {
		if permission == wanted {
			return true
		}
	}
	return wanted == ""
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func main() {
	gatehouse := env("GATEHOUSE_URL", "http://localhost:3000")
	// Fetched with the first token, kept, and fetched again when a token names a key that is not there.
	keys := oidc.NewRemoteKeySet(context.Background(), gatehouse+"/.well-known/jwks.json")
	algorithms := []string{"EdDSA", oidc.ES256, oidc.RS256}
	verifier := oidc.NewVerifier(gatehouse, keys, &oidc.Config{ClientID: gatehouse, SupportedSigningAlgs: algorithms})

	guarded := func(permission string, serve func(w http.ResponseWriter, found *claims)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			found, err := verify(r.Context(), verifier, r.Header.Get("Authorization"))
			if err != nil {
				w.Header().Set("WWW-Authenticate", "Bearer")
				answer(w, http.StatusUnauthorized, map[string]any{"error": "UNAUTHENTICATED"})
			} else if !has(found.Permissions, permission) {
				answer(w, http.StatusForbidden, map[string]any{"error": "FORBIDDEN", "permission": permission})
			} else {
				serve(w, found)
			}
		}
	}
	http.HandleFunc("/me", guarded("", func(w http.ResponseWriter, found *claims) {
		answer(w, http.StatusOK, map[string]any{"user": found.Subject})
	}))
	http.HandleFunc("/report", guarded("admin.dashboard.read", func(w http.ResponseWriter, _ *claims) {
		answer(w, http.StatusOK, map[string]any{"rows": []int{1, 2, 3}})
	}))
	address := "127.0.0.1:" + env("PORT", "4002")
	log.Println("listening on http://" + address)
	log.Fatal(http.ListenAndServe(address, nil))
}
