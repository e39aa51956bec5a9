/** What a page is told of addresses: those of what is served on this machine, and everything else as it is. */
import { expect } from "chai";
import { Addresses } from "../../local/web/addresses";
import { LocalWeb } from "../../local/web/localWeb";
import { CLIENT_ID, client, DOMAIN, group, ISSUER, POOL, POOL_ID, tokensFor } from "./poolProgram";
import { API, API_HOST, ask, bucketPolicy, declared, distribution, FILES, graphOf } from "./webProgram";

const opened: LocalWeb[] = [];

const BUCKET_NAME = "site-files";

const POLICY = `default-src 'self'; connect-src 'self' https://${DOMAIN} https://www.example.com; form-action ${ISSUER}`;

function file(key: string, content: string, contentType: string) {
  return declared("aws:s3/bucketObjectv2:BucketObjectv2", key, { bucket: BUCKET_NAME, key, content, contentType });
}

/** A site whose page signs people in, with what it is told in files. */
async function open(): Promise<LocalWeb> {
  const site = distribution();
  const own = `https://${String(site.outputs.domainName)}`;
  const config = JSON.stringify({
    authority: ISSUER,
    signOutUrl: `https://${DOMAIN}/logout`,
    tokenEndpoint: `https://${DOMAIN}/oauth2/token`,
    api: `https://${API_HOST}`,
    site: `${own}/`,
    others: [`https://${DOMAIN}.example.com/`, `https://not-${DOMAIN}/`, `${ISSUER}x`, "https://www.example.com/"],
  });
  const headers = declared("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "headers", {
    securityHeadersConfig: { contentSecurityPolicy: { contentSecurityPolicy: POLICY, override: true } },
  });
  const page = client({ callbackUrls: [`${own}/`], logoutUrls: [`${own}/`] });
  const domain = declared("aws:cognito/userPoolDomain:UserPoolDomain", "domain", {
    userPoolId: POOL.id,
    domain: DOMAIN.split(".")[0],
  });
  const files = FILES.map((one) => (one.type === headers.type ? headers : one));
  const graph = graphOf([
    ...files,
    file("config.json", config, "application/json"),
    file("config.js", config, "text/javascript"),
    file("notes.json", '{"about":"nothing"}', "application/json; charset=utf-8"),
    API,
    site,
    bucketPolicy(site),
    POOL,
    group("viewer"),
    page,
    domain,
  ]);
  const web = await LocalWeb.open(graph);
  opened.push(web);
  web.serve({ functions: { invoke: () => Promise.reject(new Error("no function")), resourcePolicy: () => [] } });
  return web;
}

describe("a site's text", () => {
  afterEach(() => Promise.all(opened.splice(0).map((web) => web.close())));

  it("names local addresses in files of data, and only in those", async () => {
    const web = await open();
    const [site, api, issuer] = [web.sites[0]?.url ?? "", web.apis[0]?.url, web.issuers[0]];
    const told = await ask(site, "/config.json");
    expect(told.json()).to.deep.equal({
      authority: `${issuer?.origin ?? ""}/${POOL_ID}`,
      signOutUrl: `${issuer?.origin ?? ""}/logout`,
      tokenEndpoint: `${issuer?.origin ?? ""}/oauth2/token`,
      api,
      site: `${site}/`,
      others: [`https://${DOMAIN}.example.com/`, `https://not-${DOMAIN}/`, `${ISSUER}x`, "https://www.example.com/"],
    });
    expect((await ask(site, "/config.js")).text).to.include(ISSUER);
    expect((await ask(site, "/notes.json")).text).to.equal('{"about":"nothing"}');
  });

  it("lets the page reach what is on this machine, by its policy", async () => {
    const web = await open();
    const origin = web.issuers[0]?.origin ?? "";
    const { headers } = await ask(web.sites[0]?.url ?? "", "/");
    const policy = `default-src 'self'; connect-src 'self' ${origin} https://www.example.com; form-action ${origin}/${POOL_ID}`;
    expect(headers["content-security-policy"]).to.equal(policy);
  });

  it("is not kept by a browser from one run to the next", async () => {
    const [one, other] = [await open(), await open()];
    const etag = async (web: LocalWeb, path: string) => (await ask(web.sites[0]?.url ?? "", path)).headers.etag;
    expect(await etag(one, "/config.json")).to.not.equal(await etag(other, "/config.json"));
    expect(await etag(one, "/notes.json")).to.equal(await etag(other, "/notes.json"));
    const known = { "if-none-match": String(await etag(one, "/config.json")) };
    expect((await ask(one.sites[0]?.url ?? "", "/config.json", { headers: known })).status).to.equal(304);
    expect((await ask(other.sites[0]?.url ?? "", "/config.json", { headers: known })).status).to.equal(200);
  });

  it("sends who signed in back to the site on this machine", async () => {
    const web = await open();
    const signIn = { clientId: CLIENT_ID, redirectUri: `${web.sites[0]?.url ?? ""}/` };
    expect(await tokensFor(web.issuers[0]?.origin ?? "", signIn, "viewer")).to.have.property("access_token");
  });
});

describe("addresses", () => {
  const addresses = new Addresses();
  addresses.add("IdP.example.com", "http://127.0.0.1:1");
  addresses.add("idp.example.com/Pool_2", "http://127.0.0.1:2/Pool_2");

  it("are found by the longest part that is known, in any case of the host", () => {
    expect(addresses.resolve("https://IDP.example.com/Pool_2/keys?x=/y")).to.equal(
      "http://127.0.0.1:2/Pool_2/keys?x=/y",
    );
    expect(addresses.resolve("idp.example.com/pool_2")).to.equal("http://127.0.0.1:1/pool_2");
    expect(addresses.resolve("https://idp.example.com?x")).to.equal("http://127.0.0.1:1?x");
    expect(addresses.resolve("https://idp.example.com.evil.example")).to.equal(undefined);
    expect(addresses.resolve("")).to.equal(undefined);
  });

  it("are replaced in text where they end, wherever they stand", () => {
    const text = `"https://idp.example.com/Pool_2" https://idp.example.com/Pool_22 https://IDP.example.com;https://idp.example.com:444/`;
    expect(addresses.localize(text)).to.equal(
      `"http://127.0.0.1:2/Pool_2" http://127.0.0.1:1/Pool_22 http://127.0.0.1:1;https://idp.example.com:444/`,
    );
    expect(new Addresses().localize(text)).to.equal(text);
  });
});
