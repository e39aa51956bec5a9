/** The survey: its page, its links, its answers, and what follows a contact. */
import { expect } from "chai";
import { afterContact, type ContactRecord } from "../../handlers/notifications/afterContact";
import { publishRequests } from "../../handlers/notifications/publish";
import { LINK_DAYS, newToken, saveToken } from "../../handlers/notifications/surveys";
import { saveSurveyFactory } from "../../handlers/saveSurvey";
import { surveyPageFactory, type PageEvent } from "../../handlers/surveyPage";
import { connectEvent } from "../support/connectEvents";
import { useEnvironment, withLog } from "../support/handlerLog";
import { MemoryTable } from "./memoryTable";

const START = Date.parse("2026-05-05T10:00:00Z");
const SITE = "https://surveys.example.com/survey";

describe("survey", () => {
  useEnvironment({ SURVEYS_TABLE: "surveys", NOTIFICATIONS_TOPIC: "arn:aws:sns:us-east-1:123456789012:requests" });
  let table: MemoryTable;
  let now: number;
  let token: string;

  beforeEach(async () => {
    table = new MemoryTable();
    now = START;
    token = newToken();
    await saveToken(table, { token, contactId: "contact-1", now });
  });

  async function request(event: PageEvent) {
    return (await withLog(() => surveyPageFactory(table, () => now)(event))).result;
  }

  function post(fields: Record<string, unknown>, more: Partial<PageEvent> = {}) {
    const headers = { "content-type": "application/json" };
    const requestContext = { http: { method: "POST" } };
    return request({ requestContext, headers, body: JSON.stringify(fields), ...more });
  }

  it("shows a form without looking anything up, and lets no script run", async () => {
    const before = JSON.stringify([...table.rows]);
    const page = await request({ requestContext: { http: { method: "GET" } }, queryStringParameters: { token } });
    expect(page.statusCode).to.equal(200);
    expect(page.body).to.contain('name="score"').and.not.to.contain("contact-1").and.not.to.contain("<script");
    expect(page.headers["content-security-policy"]).to.match(/^default-src 'none'; style-src 'sha256-/);
    expect(page.headers["cache-control"]).to.equal("no-store");
    expect(JSON.stringify([...table.rows])).to.equal(before);
  });

  it("puts nothing into the page that is no token", async () => {
    for (const given of ['"><script>alert(1)</script>', "", "x".repeat(23)]) {
      const page = await request({ queryStringParameters: { token: given } });
      expect(page.statusCode).to.equal(410);
      expect(page.body).not.to.contain("<script").and.not.to.contain("<form");
    }
  });

  it("takes one answer a link, as JSON or as a form, and stores it without the token", async () => {
    const body = new URLSearchParams({ token, score: "4", comment: "Good\r\nwork" }).toString();
    const form = {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from(body).toString("base64"),
      isBase64Encoded: true,
    };
    expect((await post({}, form)).statusCode).to.equal(200);
    expect(table.rows.get("contact#contact-1")).to.deep.include({ score: { N: "4" }, comment: { S: "Good\nwork" } });
    expect(JSON.stringify([...table.rows])).not.to.contain(token);
    expect((await post({ token, score: 1 })).statusCode).to.equal(410);
    expect(table.rows.get("contact#contact-1")).to.deep.include({ score: { N: "4" } });
  });

  it("takes one answer when two arrive at the same moment", async () => {
    const answers = await Promise.all([post({ token, score: 2 }), post({ token, score: 5 })]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).to.deep.equal([200, 410]);
  });

  it("takes no answer after the link has expired, though its row is still there", async () => {
    now = START + (LINK_DAYS + 1) * 86_400_000;
    expect((await post({ token, score: 3 })).statusCode).to.equal(410);
  });

  for (const [what, fields] of Object.entries<Record<string, unknown>>({
    "a score of 0": { score: 0 },
    "a score of 6": { score: 6 },
    "a score in words": { score: "five" },
    "a list": { score: [5, 5] },
    "a list of one": { score: [5] },
    "something that cannot become a text": { score: { toString: 5 } },
    "a comment of 501 characters": { score: 5, comment: "x".repeat(501) },
    "a comment that is no text": { score: 5, comment: { a: 1 } },
  })) {
    it(`refuses ${what}, and the link still works`, async () => {
      expect((await post({ token, ...fields })).statusCode).to.equal(400);
      expect((await post({ token, score: 5 })).statusCode).to.equal(200);
    });
  }

  it("refuses bodies that are too large or of another kind", async () => {
    expect((await post({ token, score: 5, more: "x".repeat(9000) })).statusCode).to.equal(400);
    expect((await post({}, { headers: { "content-type": "text/xml" }, body: "<a/>" })).statusCode).to.equal(400);
  });

  it("says that it cannot answer when the table does not, and logs nobody's words", async () => {
    table.getItem = () => Promise.reject(new Error(`${token} canary`));
    const event = { requestContext: { http: { method: "POST" } }, headers: { "content-type": "application/json" } };
    const body = JSON.stringify({ token, score: 5, comment: "canary" });
    const { result, lines } = await withLog(() => surveyPageFactory(table, () => now)({ ...event, body }));
    expect(result.statusCode).to.equal(503);
    expect(lines.join()).not.to.contain("canary").and.not.to.contain(token);
  });

  it("a contact that answered by keypad has its answer: the link changes nothing", async () => {
    table.rows.set("contact#contact-1", { id: { S: "contact#contact-1" }, score: { N: "5" } });
    const answer = await post({ token, score: 1 });
    expect(answer.statusCode).to.equal(200);
    expect(JSON.parse(answer.body)).to.include({ result: "already" });
  });

  it("a keypad answer outside 1 to 5 is refused without a request", async () => {
    const none = () => Promise.reject(new Error("no request was expected"));
    const handler = saveSurveyFactory({ getItem: none, query: none, updateItem: none });
    for (const score of ["0", "6", "", "#", "12"]) {
      const { result } = await withLog(() => handler(connectEvent("+12065550100", { score })));
      expect(result).to.deep.equal({ result: "refused" });
    }
  });

  describe("after a contact", () => {
    const settings = {
      survey: "sms",
      missedYou: "email",
      surveySite: SITE,
      locale: "en",
      newToken: () => "t".repeat(22),
    } as const;
    const record: ContactRecord = {
      ContactId: "c-1",
      Channel: "VOICE",
      InitiationMethod: "INBOUND",
      DisconnectTimestamp: "2026-05-05T10:00:00Z",
      CustomerEndpoint: { Address: "+12065550100", Type: "TELEPHONE_NUMBER" },
      Queue: { Name: "support" },
      Agent: { ConnectedToAgentTimestamp: "2026-05-05T09:55:00Z" },
      Attributes: {},
    };

    it("whoever spoke with an agent is asked, with a link that has a token", () => {
      const { requests, tokens } = afterContact(record, settings);
      expect(tokens).to.deep.equal([{ token: "t".repeat(22), contactId: "c-1" }]);
      expect(requests).to.have.length(1);
      expect(requests[0]).to.deep.include({ kind: "survey", slots: { link: `${SITE}?token=${"t".repeat(22)}` } });
    });

    it("whoever gave up waiting is told that we are sorry", () => {
      const gaveUp = { ...record, Agent: null, DisconnectReason: "CUSTOMER_DISCONNECT" };
      expect(afterContact(gaveUp, settings).requests[0]).to.deep.include({
        kind: "missedYou",
        channel: "email",
        slots: { queue: "support" },
      });
    });

    for (const [what, changes] of Object.entries<Partial<ContactRecord>>({
      "a withheld number": { CustomerEndpoint: { Address: "anonymous", Type: "TELEPHONE_NUMBER" } },
      "a contact that was passed on": { NextContactId: "c-2" },
      "a customer who wants no messages": { Attributes: { notifications: "none" } },
      "a contact that has answered": { Attributes: { surveyed: "true" } },
      "somebody we called": { InitiationMethod: "OUTBOUND" },
      "a contact without an end": { DisconnectTimestamp: null },
      "an empty record": { ContactId: null },
    })) {
      it(`${what} gets nothing`, () => {
        expect(afterContact({ ...record, ...changes }, settings)).to.deep.equal({ requests: [], tokens: [] });
      });
    }

    it("stores tokens before it publishes, and says what the topic did not take", async () => {
      const steps: string[] = [];
      const clients = {
        tables: { putItem: () => Promise.resolve(steps.push("token")) },
        topics: {
          publishBatch: () => {
            steps.push("publish");
            return Promise.resolve({ Failed: [{ Id: "0" }] });
          },
        },
      };
      const found = afterContact(record, settings);
      expect(await publishRequests(found, clients, START)).to.deep.equal(found.requests);
      expect(steps).to.deep.equal(["token", "publish"]);
    });
  });
});
