/** What follows a contact: its record becomes a request and a link, the link a page, and page or keys one answer. */
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SNS } from "@aws-sdk/client-sns";
import { expect } from "chai";
import { afterContact, type ContactRecord } from "../../handlers/notifications/afterContact";
import { publishRequests } from "../../handlers/notifications/publish";
import { newToken } from "../../handlers/notifications/surveys";
import type { Call } from "../../local/connect";
import { useEnvironment } from "../support/handlerLog";
import { CUSTOMER, HubCenter } from "./hubCenter";

/** The survey's address, as the stack tells its functions. */
const SITE = "SURVEY_SITE_URL";

describe("what follows a contact on this machine", () => {
  let hub: HubCenter;
  const environment: Record<string, string> = { NOTIFICATIONS_TOPIC: "", SURVEYS_TABLE: "" };
  useEnvironment(environment);

  beforeEach(async function () {
    this.timeout(300_000);
    hub = await HubCenter.open();
    process.env.NOTIFICATIONS_TOPIC = String(hub.center.graph.outputs.notificationsTopic);
    process.env.SURVEYS_TABLE = hub.center.table("surveysTable");
  });

  afterEach(() => hub.close());

  /** Somebody calls and asks for a person, who answers or does not; the call's record once it is over. */
  async function played(answered: boolean): Promise<ContactRecord> {
    const call = await asking(answered);
    await hub.seconds(60);
    call.hangUp();
    return recorded();
  }

  /** A call that is with an agent, or waits for one. */
  async function asking(answered: boolean): Promise<Call> {
    const { connect } = hub.center;
    if (answered) for (const agent of connect.agents) agent.goOnline();
    const call = connect.dial({ from: CUSTOMER });
    await call.settled();
    call.speak("I want to talk to a person");
    await call.settled();
    call.press("1");
    await call.settled();
    await hub.seconds(5);
    return call;
  }

  /** The record of the last contact, once it is over. */
  async function recorded(): Promise<ContactRecord> {
    await hub.seconds(60);
    const record = hub.center.connect.records.at(-1);
    if (!record) throw new Error("The call has left no record.");
    return record;
  }

  /** Publishes what follows a record, as the pipeline would; answers the survey's address. */
  async function followUp(record: ContactRecord): Promise<string> {
    const { gateway, graph, lambda, clock } = hub.center;
    const surveySite = lambda.spec(hub.arnOf("notify"))?.environment[SITE] ?? "";
    const settings = { survey: "sms", missedYou: "sms", surveySite, locale: "en", newToken } as const;
    const client = { endpoint: gateway.url, region: graph.region, credentials: gateway.administrator };
    const [tables, topics] = [new DynamoDB(client), new SNS(client)];
    try {
      const refused = await publishRequests(afterContact(record, settings), { tables, topics }, clock.now());
      expect(refused).to.deep.equal([]);
    } finally {
      tables.destroy();
      topics.destroy();
    }
    await hub.seconds(1);
    return surveySite;
  }

  /** Asks the page, at this machine's address of it. */
  async function page(link: string, form?: Record<string, string>): Promise<{ status: number; text: string }> {
    const { origin, pathname, search } = new URL(link);
    const url = `${hub.center.web.resolve(origin) ?? ""}${pathname}`;
    const answer = await (form === undefined
      ? fetch(`${url}${search}`)
      : fetch(url, { method: "POST", body: new URLSearchParams(form) }));
    return { status: answer.status, text: await answer.text() };
  }

  const answers = async () => {
    const rows = await hub.center.database.scan(hub.center.table("surveysTable") ?? "");
    return rows.filter(({ id }) => String(id).startsWith("contact#"));
  };

  it("asks who spoke with an agent for a score, by a link that works once", async () => {
    const record = await played(true);
    expect(record.Agent, "an agent answered").to.be.an("object");
    const site = await followUp(record);
    // The record comes again: its second link is never sent.
    await followUp(record);
    const [message, ...more] = hub.left("sms");
    expect(more).to.deep.equal([]);
    expect(message).to.include({ to: CUSTOMER, segments: 2 });
    const link = /https:\S+/.exec(message?.text ?? "")?.[0] ?? "";
    expect(link.startsWith(`${site}?token=`), link).to.equal(true);
    const token = new URL(link).searchParams.get("token") ?? "";

    expect(await page(link)).to.include({ status: 200 });
    expect(await answers(), "looking uses nothing up").to.deep.equal([]);
    expect(await page(link, { token, score: "9", comment: "" })).to.include({ status: 400 });
    expect(await page(link, { token, score: "4", comment: "Thank you" })).to.include({ status: 200 });
    expect(await page(link, { token, score: "1", comment: "" })).to.include({ status: 410 });
    const [answer, ...others] = await answers();
    expect(others).to.deep.equal([]);
    expect(answer).to.include({ id: `contact#${record.ContactId}`, score: 4, comment: "Thank you", through: "link" });
  });

  it("is sorry with who hung up while waiting, and asks them nothing", async () => {
    const record = await played(false);
    expect(record.Queue?.Name).to.be.a("string");
    await followUp(record);
    expect(hub.left("sms").map(({ text }) => text)).to.deep.equal([
      `Sorry we missed you while you waited for ${record.Queue?.Name}. Please call us again; we are glad to help.`,
    ]);
    expect(await hub.center.database.scan(hub.center.table("surveysTable") ?? "")).to.deep.equal([]);
  });

  it("takes the answer by keys when the agent has hung up, and asks no more by a link", async () => {
    const { connect } = hub.center;
    const call = await asking(true);
    connect.agents.find(({ contact }) => contact !== null)?.hangUp();
    await call.settled();
    expect(call.transcript.map(({ text }) => text).join(" ")).to.contain("How satisfied are you with this call?");
    call.press("5");
    await call.settled();
    const record = await recorded();
    const [answer] = await answers();
    expect(answer).to.include({ id: `contact#${record.ContactId}`, score: 5, through: "keypad" });
    expect(record.Attributes).to.include({ surveyed: "true" });
    await followUp(record);
    expect(hub.center.outbox.entries).to.deep.equal([]);
  });
});
