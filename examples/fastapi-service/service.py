import os

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

GATEHOUSE = os.environ.get("GATEHOUSE_URL", "http://localhost:3000")
# Fetched with the first token, kept for five minutes, and fetched again when a token names a key that is not there.
keys = jwt.PyJWKClient(f"{GATEHOUSE}/.well-known/jwks.json", lifespan=300)
bearer = HTTPBearer(auto_error=False)
app = FastAPI(title="A service behind Gatehouse")


def unauthenticated(code: str) -> HTTPException:
    return HTTPException(401, code, headers={"WWW-Authenticate": "Bearer"})


def claims(credentials: HTTPAuthorizationCredentials | None = Depends(bearer)) -> dict:
    """The claims of a genuine access token."""
    if credentials is None:
        raise unauthenticated("UNAUTHENTICATED")
    try:
        # A token of another kind, an id token for instance, is none (RFC 9068, section 4).
        if jwt.get_unverified_header(credentials.credentials).get("typ") != "at+jwt":
            raise unauthenticated("UNAUTHENTICATED")
        return jwt.decode(
            credentials.credentials,
            keys.get_signing_key_from_jwt(credentials.credentials).key,
            algorithms=["EdDSA", "ES256", "RS256"],
            issuer=GATEHOUSE,
            audience=GATEHOUSE,
            options={"require": ["exp", "iat", "sub"]},
        )
    except jwt.ExpiredSignatureError as error:
        raise unauthenticated("TOKEN_EXPIRED") from error
    except (jwt.InvalidTokenError, jwt.PyJWKClientError) as error:
        raise unauthenticated("UNAUTHENTICATED") from error


def requires(permission: str):
    def check(token: dict = Depends(claims)) -> dict:
        if permission not in token.get("permissions", []):
            raise HTTPException(403, {"error": "FORBIDDEN", "permission": permission})
        return token

    return check


@app.get("/me")
def me(token: dict = Depends(claims)) -> dict:
    return {"user": token["sub"]}


@app.get("/report")
def report(token: dict = Depends(requires("admin.dashboard.read"))) -> dict:
    return {"rows": [1, 2, 3]}
