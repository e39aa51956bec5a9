/** What the terminal says of the portal. */
import { expect } from "chai";
import { Phone } from "../../local/cli/phone";
import { showPortal } from "../../local/cli/portal";
import { LocalWeb } from "../../local/web/localWeb";
import { client, group, POOL } from "../localWeb/poolProgram";
import { bucketPolicy, distribution, FILES, API, graphOf } from "../localWeb/webProgram";
import { center } from "../support/queueingCenter";
import { Screen } from "../support/screen";

const site = distribution();
const portalUrl = `https://${String(site.outputs.domainName)}`;
const page = client({ callbackUrls: [`${portalUrl}/`], logoutUrls: [`${portalUrl}/`] });
const graph = {
  ...graphOf([...FILES, API, site, bucketPolicy(site), POOL, group("viewer"), group("administrator"), page]),
  outputs: { portalUrl },
};

describe("the terminal", () => {
  let web: LocalWeb;
  before(async () => {
    web = await LocalWeb.open(graph);
    web.serve({ functions: { invoke: () => Promise.reject(new Error("no function")), resourcePolicy: () => [] } });
  });
  after(() => web.close());

  it("says where the portal is, as whom one signs in, and what comes of it", () => {
    const screen = new Screen();
    expect(showPortal({ graph, web }, screen)).to.equal(true);
    expect(screen.take()).to.equal(
      `The operations portal, as long as this runs: ${web.sites[0]?.url ?? ""}
  Sign in, without a password on this machine, as one of:
    viewer         Sees everything & changes nothing
    administrator  Closes the whole centre
  What you set there is heard by the next caller.`,
    );
  });

  it("says it again for the command portal", async () => {
    const screen = new Screen();
    const connect = center();
    const phone = new Phone({ clock: connect.clock, connect, graph, web }, screen, "+12065550100");
    expect(await phone.obey("portal")).to.equal(true);
    expect(screen.take()).to.include(web.sites[0]?.url ?? "no site");
  });

  it("says that there is none where the program declares none", async () => {
    const screen = new Screen();
    const connect = center();
    for (const more of [{}, { graph: { ...graph, outputs: {} }, web }]) {
      const phone = new Phone({ clock: connect.clock, connect, ...more }, screen, "+12065550100");
      await phone.obey("portal");
      expect(screen.take()).to.match(/^This centre has no operations portal/);
    }
  });
});
