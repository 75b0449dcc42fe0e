// The second provider is what the tests sign with; `TEST_JWKS` is a data URI that they make.
export default {
  providers: [
    { domain: process.env["CONVEX_SITE_URL"], applicationID: "convex" },
    ...(process.env["TEST_JWKS"] === undefined
      ? []
      : [{ type: "customJwt", issuer: "https://issuer.test", jwks: process.env["TEST_JWKS"], algorithm: "ES256", applicationID: "tests" }]),
  ],
};
