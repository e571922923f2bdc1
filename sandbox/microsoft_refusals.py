"""The AADSTS numbers that this world uses, each with its OAuth error, HTTP status and sentence.

https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    code: int
    error: str
    status: int
    text: str


TENANT_NOT_FOUND = Refusal(
    90002,
    "invalid_request",
    400,
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the "
    "correct cloud. Check with your subscription administrator, this may happen if there are no active "
    "subscriptions for the tenant.",
)
WRONG_ENDPOINT = Refusal(
    9001023,
    "invalid_request",
    400,
    "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations "
    "or tenant-specific endpoint.",
)
APP_NOT_FOUND = Refusal(
    700016,
    "unauthorized_client",
    400,
    "Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if "
    "the application has not been installed by the administrator of the tenant or consented to by any user "
    "in the tenant. You may have sent your authentication request to the wrong tenant.",
)
NO_SERVICE_PRINCIPAL = Refusal(
    7000229,
    "invalid_client",
    401,
    "The client application {client} is missing service principal in the tenant {tenant}.",
)
NO_CREDENTIAL = Refusal(
    7000218,
    "invalid_client",
    401,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
)
WRONG_SECRET = Refusal(
    7000215,
    "invalid_client",
    401,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
    "value, not the client secret ID, for a secret added to app '{client}'.",
)
EXPIRED_SECRET = Refusal(
    7000222,
    "invalid_client",
    401,
    "The provided client secret keys for app '{client}' are expired.",
)
BAD_ASSERTION = Refusal(
    700027, "invalid_client", 401, "Client assertion failed signature validation. {reason}"
)
ASSERTION_TIME = Refusal(
    700024, "invalid_client", 401, "Client assertion is not within its valid time range. {reason}"
)
ASSERTION_AUDIENCE = Refusal(
    700023, "invalid_client", 401, "Client assertion audience claim does not match Realm issuer."
)
ASSERTION_SUBJECT = Refusal(
    700021,
    "invalid_client",
    401,
    "Client assertion application identifier doesn't match 'client_id' parameter.",
)
BAD_SCOPE = Refusal(
    70011,
    "invalid_scope",
    400,
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter "
    "'scope' is not valid. The scope {scope} is not valid.",
)
BAD_GRANT_TYPE = Refusal(
    70003, "unsupported_grant_type", 400, "The app requested an unsupported grant type '{grant}'."
)
UNKNOWN_CODE = Refusal(
    70000, "invalid_grant", 400, "The provided authorization code is invalid or malformed."
)
CODE_USED = Refusal(
    54005,
    "invalid_grant",
    400,
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing "
    "refresh token.",
)
CODE_EXPIRED = Refusal(
    70008,
    "invalid_grant",
    400,
    "The provided authorization code or refresh token has expired due to inactivity.",
)
CODE_OF_ANOTHER_TENANT = Refusal(
    700005,
    "invalid_grant",
    400,
    "The provided Authorization Code is intended to use against other tenant, thus rejected.",
)
CODE_OF_ANOTHER_APP = Refusal(
    700007, "invalid_grant", 400, "The provided Authorization Code was issued to another application."
)
WRONG_REPLY_ADDRESS = Refusal(
    500112,
    "invalid_client",
    401,
    "The reply address '{given}' does not match the reply address '{wanted}' provided when requesting "
    "Authorization code.",
)
WRONG_VERIFIER = Refusal(
    501481,
    "invalid_grant",
    400,
    "The Code_Verifier does not match the code_challenge supplied in the request.",
)
# Pages: none of these leads back to the app.
REPLY_ADDRESS_MISMATCH = Refusal(
    50011,
    "invalid_request",
    400,
    "The redirect URI '{uri}' specified in the request does not match the redirect URIs configured for the "
    "application '{client}'. Make sure the redirect URI sent in the request matches one added to your "
    "application in the Azure portal.",
)
MISSING_PARAMETER = Refusal(
    900144, "invalid_request", 400, "The request body must contain the following parameter: '{name}'."
)
INVALID_PARAMETER = Refusal(90100, "invalid_request", 400, "{name} parameter is empty or not valid.")
SINGLE_TENANT = Refusal(
    50194,
    "unauthorized_client",
    400,
    "Application '{client}' is not configured as a multi-tenant application. Usage of the /common endpoint "
    "is not supported for such apps.",
)
NOT_IN_TENANT = Refusal(
    50020,
    "invalid_request",
    400,
    "User account '{upn}' from another organization does not exist in tenant '{tenant}' and cannot access "
    "the application '{client}' in that tenant. Sign in with an account of that tenant.",
)
NEEDS_ADMIN = Refusal(
    90094,
    "access_denied",
    403,
    "{app} needs permission to access resources in your organization that only an admin can grant. Please "
    "ask an admin to grant permission to this app before you can use it.",
)
