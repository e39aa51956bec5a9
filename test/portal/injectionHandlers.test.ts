/** Whatever is typed, sent to the API without a browser, in every field and as every role; then spoken to a caller. */
import { expect } from "chai";
import { ALLOWED_TAGS } from "../../administration/checkSsml";
import { readSettingsFactory } from "../../handlers/readSettings";
import { connectEvent } from "../support/connectEvents";
import { FakeTables } from "../support/fakeDynamo";
import { useEnvironment } from "../support/handlerLog";
import { INJECTIONS } from "../support/injections";
import { change } from "../support/settingsRows";
import { type Answer, CATALOGUE, claims, ENVIRONMENT, Portal, type StateAnswer } from "../portalHandlers/support";

/** Texts that would end the speech early, bring other tags into it, or be taken by Amazon Connect for a reference. */
const SPOKEN: readonly string[] = [
  "$.External.state",
  "$.Attributes['customer']",
  "$.CustomerEndpoint.Address and $.Queue.Name",
  "$['External']['state']",
  "$\u200b.External.state",
  "$\n.External.state",
  "$$.External.state.$.",
  "&#36;.External.state",
  "&#x24;.External.state",
  "<p>$.External.state</p>",
  "<p>&#36;.External.state</p>",
  '<prosody rate="slow">$</prosody>.External.state',
  '<sub alias="$.External.state">x</sub>',
  '<sub alias="x" onload="$.y">x</sub>',
  "</speak><speak>",
  '</speak><audio src="https://example.com/a.mp3"/><speak>',
  '<audio src="https://example.com/a.mp3"/>',
  "<![CDATA[</speak>$.External.state]]>",
  '<!DOCTYPE speak [<!ENTITY x "$.External.state">]><p>&x;</p>',
  '<?xml version="1.0"?><p>x</p>',
  "<!-- $.External.state -->",
  '<p><break time="1s"/></s>',
  '<break time="99999s"/>',
  '<mark name="x"/>',
];

const TEXTS = [...INJECTIONS, ...SPOKEN];
const LANGUAGES = CATALOGUE.languages;
const LATER = "2026-03-04T18:00:00Z";

/** What is ended and undone for a reason: the emergency closure by administrators, who alone may. */
const REASONED = [
  ["operator", "queue/Sales", { field: "music", value: "jazz" }],
  ["administrator", "center", { field: "state", value: "closed", until: LATER }],
] as const;
const ROLES = ["viewer", "operator", "administrator"] as const;

/** A reason as it is kept: what cannot be seen becomes a blank. */
const oneLine = (text: string): string => text.replace(/[\p{C}\s]+/gu, " ").trim();

/** What is left of SSML when everything that is sound in it is taken away: nothing, when it is wholly sound. */
function unsound(ssml: string): string {
  const words = `(?:[^<>&"'$\\p{C}]|&(?:lt|gt|amp|quot|apos|#36);)*`;
  const tag = `(${ALLOWED_TAGS.join("|")})(?: [a-z:-]+="${words}")*`;
  const innermost = new RegExp(`<${tag}/>|<${tag}>${words}</\\2>`, "gu");
  let [rest, before] = [ssml, ""];
  while (rest !== before) {
    [rest, before] = [rest.replace(innermost, ""), rest];
  }
  return rest.replace(new RegExp(`^${words}$`, "u"), "");
}

function expectSound({ message, plain }: { message: string; plain: string }, text: string): void {
  expect(unsound(message), `of "${text}" as it is spoken`).to.equal("");
  expect(`${message}\n${plain}`, `"${text}" as a caller hears and reads it`).not.to.match(/\$[.[]/);
}

describe("script injection past the operations portal, into its API and a caller's ear", () => {
  useEnvironment(ENVIRONMENT);
  let portal: Portal;

  beforeEach(async () => (portal = await Portal.open()));
  afterEach(() => portal.close());

  /** What a caller hears of a queue, from a container that has kept nothing. */
  async function heard(queue: string, language: string) {
    const tables = Object.assign(new FakeTables(), { getItem: portal.tables.getItem });
    return readSettingsFactory(tables, () => portal.now)(connectEvent("+12065550100", { queue, language }));
  }

  for (const role of ["operator", "administrator"] as const) {
    it(`keeps what the ${role} typed in every language and why, letter for letter, or refuses it and keeps nothing`, async () => {
      const user = claims(role, portal.now);
      const containers = portal.containers();
      let version = 0;
      const counts = { kept: 0, refused: 0 };
      for (const text of TEXTS) {
        for (const language of LANGUAGES) {
          const sent = { field: "message", value: { [language]: text }, why: text };
          const body = { scope: "queue/Support", version, change: sent };
          const answer = await portal.ask("POST", "/api/changes", { user, containers, body });
          const reasons = (answer.body.problems as { path: string }[] | undefined)?.map(({ path }) => path);
          if (answer.status === 200) {
            version++;
            counts.kept++;
            const [kept] = (answer.body.state as StateAnswer).changes;
            expect(kept).to.deep.include({ why: oneLine(text), by: role });
            const message = (kept?.value as Record<string, string>)[language];
            if (!/<[A-Za-z/!?]/.test(text)) expect(message).to.equal(text);
            const spoken = await heard("Support", language);
            expect(spoken.hasMessage).to.equal("true");
            expectSound(spoken, text);
          } else {
            counts.refused++;
            expect([answer.status, reasons]).to.deep.equal([400, [`message in ${language}`]]);
          }
        }
      }
      expect(counts.kept + counts.refused).to.equal(TEXTS.length * LANGUAGES.length);
      expect(counts.kept, "kept").to.be.greaterThan(20);
      expect(counts.refused, "refused").to.be.greaterThan(100);
      expect((await portal.state("queue/Support")).version, "nothing that was refused is kept").to.equal(version);
    });
  }

  for (const [role, scope, set] of REASONED) {
    it(`keeps why the ${role} ended and undid something as it was typed`, async () => {
      const user = claims(role, portal.now);
      const containers = portal.containers();
      let version = 0;
      const write = async (path: string, edit: object): Promise<StateAnswer> => {
        const answer = await portal.ask("POST", path, { user, containers, body: { scope, version, ...edit } });
        expect(answer.status, JSON.stringify(edit)).to.equal(200);
        version++;
        return answer.body.state as StateAnswer;
      };
      let { changes } = await write("/api/changes", { change: { ...set, why: "x" } });
      for (const why of TEXTS) {
        await write("/api/changes", { end: changes[0]?.id, why });
        ({ changes } = await write("/api/undo", { undo: version, why }));
      }
      const kept = (await portal.history(scope)).map(({ why }) => why);
      expect(kept).to.deep.equal(["x", ...TEXTS.flatMap((text) => [oneLine(text), oneLine(text)])]);
    });
  }

  for (const role of ROLES) {
    it(`is refused to the ${role} wherever it is no free text, and nothing is kept`, async () => {
      const user = claims(role, portal.now);
      const containers = portal.containers();
      const ask = (path: string, body: object): Promise<Answer> => portal.ask("POST", path, { user, containers, body });
      const sound = { scope: "queue/Support", version: 0, why: "x" };
      const statuses = new Set<number>();
      for (const text of TEXTS) {
        const jazz = { field: "music", value: "jazz", why: "x" };
        const changes = [
          { ...jazz, field: text },
          { ...jazz, value: text },
          { ...jazz, from: text },
          { ...jazz, until: text },
          { ...jazz, field: "redirect", value: { queue: text, arn: text } },
          { ...jazz, field: "message", value: { [text]: "Hello." } },
          { ...jazz, field: "message", value: text },
        ].map((each) => ({ ...sound, change: each }));
        const bodies = [...changes, { ...sound, scope: text, change: jazz }, { ...sound, version: text, change: jazz }];
        const answers = [
          ...(await Promise.all(bodies.map((body) => ask("/api/changes", body)))),
          await ask("/api/changes", { ...sound, end: text }),
          await ask("/api/undo", { ...sound, undo: text }),
          await ask("/api/speech", { text: "Hello.", language: text }),
        ];
        for (const { status } of answers) statuses.add(status);
      }
      const { version, changes } = await portal.state("queue/Support");
      expect([version, changes]).to.deep.equal([0, []]);
      expect([...statuses].filter((status) => status < 400 || status >= 500)).to.deep.equal([]);
      if (role === "viewer") expect([...statuses]).to.deep.equal([403]);
    });
  }

  it("is kept from the viewer in free text, too", async () => {
    const user = claims("viewer", portal.now);
    const containers = portal.containers();
    for (const text of TEXTS) {
      for (const scope of ["queue/Support", "center"]) {
        const body = { scope, version: 0, change: { field: "message", value: { "en-US": "Hello." }, why: text } };
        const { status } = await portal.ask("POST", "/api/changes", { user, containers, body });
        expect(status).to.equal(403);
      }
    }
    expect((await portal.state("queue/Support")).version).to.equal(0);
  });

  it("is spoken as words when it comes into the table past the API", async () => {
    for (const text of TEXTS) {
      const changes = [change("message", { "en-US": text }, { by: text, why: text })];
      await portal.put("settings", { scope: "center", version: 1, language: "en-US", changes });
      const spoken = await heard("", "en-US");
      expect(spoken.hasMessage).to.equal("true");
      expectSound(spoken, text);
    }
  });
});
