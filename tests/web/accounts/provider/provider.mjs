// A real OpenID Connect provider for the tests: node provider.mjs PORT CLIENT_ID CLIENT_SECRET REDIRECT_URI
// Whoever signs in as NAME has the sub id-of-NAME; "as-NAME" is another person who claims the login name NAME.
import Provider from "oidc-provider";

const [port, id, secret, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: id, client_secret: secret, redirect_uris: [redirect], token_endpoint_auth_method: "client_secret_basic" }],
  claims: { openid: ["sub"], profile: ["name", "preferred_username"] },
  cookies: { keys: ["only for tests"] },
  pkce: { required: () => true },
  findAccount: (ctx, login) => ({
    accountId: login,
    claims: () => ({ sub: `id-of-${login}`, name: login, preferred_username: login.replace(/^as-/, "") }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
