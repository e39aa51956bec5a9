import { expect } from "chai";
import type { LocalCenter } from "../local/center";
import type { TranscriptEntry } from "../local/connect";
import { type Edit, withEditedProgram } from "./support/editedProgram";

const CALLER = "+12065550100";

/** Seeds one customer, has her call, and gives what was heard, with the notes on what went wrong. */
async function callOf(center: LocalCenter): Promise<TranscriptEntry[]> {
  const customer = { phoneNumber: CALLER, customerId: "c-1", firstName: "Alex", lastName: "Sample" };
  await center.database.put(center.table("customersTable") ?? "", customer);
  const call = center.connect.dial({ from: CALLER });
  await call.settled();
  return call.transcript;
}

/** The piece that is taken out, and what the note at the look-up must name. */
const PIECES: { piece: string; edit: Edit; names: RegExp[] }[] = [
  {
    piece: "a Lambda association",
    edit: {
      file: "components/contactCenter/functions.ts",
      find: "    site.lane.add(\n",
      replace: '    if (name !== "lookupCaller") site.lane.add(\n',
    },
    names: [/self-service-lookup-caller/, /LambdaFunctionAssociation/],
  },
  {
    piece: "a Lambda permission",
    edit: {
      file: "components/contactCenter/functions.ts",
      find: "    new aws.lambda.Permission(\n",
      replace: '    if (name !== "lookupCaller") new aws.lambda.Permission(\n',
    },
    names: [/self-service-lookup-caller/, /aws\.lambda\.Permission/],
  },
  {
    piece: "an environment variable",
    edit: { file: "components/selfServiceLookup.ts", find: "CUSTOMERS_TABLE: customers.name, " },
    names: [/CUSTOMERS_TABLE is not set/, /environment/],
  },
  {
    piece: "an IAM action",
    edit: {
      file: "components/selfServiceLookup.ts",
      find: '          { actions: ["dynamodb:GetItem"], resources: [customers.arn] },\n',
    },
    names: [
      /not authorized to perform: dynamodb:GetItem/,
      /table\/self-service-customers/,
      /self-service-lookup-caller/,
    ],
  },
];

describe("a stack that forgets", function () {
  this.timeout(120_000);

  it("nothing: the customer is greeted by name and nothing is noted", async () => {
    const untouched = { file: "index.ts", find: "export = deploy();", replace: "export = deploy();" };
    const transcript = await withEditedProgram(untouched, callOf);
    expect(transcript.map(({ text }) => text)).to.include("Hello Alex, good to hear from you.");
    expect(transcript.filter(({ who }) => who === "diagnostic")).to.deep.equal([]);
  });

  for (const { piece, edit, names } of PIECES) {
    it(`${piece} fails at the look-up, says what is missing, and the caller still reaches the queues`, async () => {
      const transcript = await withEditedProgram(edit, callOf);
      const notes = transcript.filter(({ who }) => who === "diagnostic");
      const [note] = notes;
      names.forEach((name) => expect(note?.text).to.match(name));
      expect(new Set(notes.map(({ action }) => action)).size, "one step fails, no other").to.equal(1);
      expect(note?.action).to.match(/^inbound\/.*caller/i);
      const heard = transcript.filter(({ who }) => who === "system").map(({ text }) => text);
      expect(heard.join(" ")).not.to.contain("Alex");
      expect(heard.at(-1)).to.match(/press 1/);
    });
  }
});
