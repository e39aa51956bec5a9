import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { refuseReplacements } from "../../stacks/lasting/guard";
import {
  fixedInputs,
  LASTING_KINDS,
  type LastingInputs,
  lastingKey,
  replacements,
} from "../../stacks/lasting/replacement";
import { evaluated } from "../support/evaluated";

const INSTANCE = "aws:connect/instance:Instance";
const NUMBER = "aws:connect/phoneNumber:PhoneNumber";
const PROVIDER = "pulumi:providers:aws";
const TABLE = "aws:dynamodb/table:Table";

const BEFORE: LastingInputs = {
  [lastingKey(INSTANCE, "center-instance")]: { instanceAlias: "example", identityManagementType: "SAML" },
  [lastingKey(NUMBER, "center-number-main")]: { countryCode: "US", type: "DID" },
  [lastingKey(TABLE, "self-service-orders")]: { hashKey: "customerId", rangeKey: "orderId" },
};

/** What is there before, with some inputs of one resource changed. */
function changed(key: string, inputs: Record<string, unknown>): LastingInputs {
  return { ...BEFORE, [key]: { ...BEFORE[key], ...inputs } };
}

function refusal(oldInputs: object, newInputs: object): string {
  try {
    refuseReplacements({ oldInputs: { input: oldInputs }, newInputs: { input: newInputs } });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("Nothing was refused.");
}

describe("a deployment that would replace what lasts", () => {
  for (const [what, key, inputs, says] of [
    [
      "the instance, by the way agents sign in",
      lastingKey(INSTANCE, "center-instance"),
      { identityManagementType: "CONNECT_MANAGED" },
      'Connect instance center-instance would be replaced (identityManagementType was "SAML" and is now "CONNECT_MANAGED")',
    ],
    [
      "the instance, by its alias",
      lastingKey(INSTANCE, "center-instance"),
      { instanceAlias: "other" },
      'instanceAlias was "example" and is now "other"',
    ],
    [
      "a number, by a prefix it had not",
      lastingKey(NUMBER, "center-number-main"),
      { prefix: "+1206" },
      'phone number center-number-main would be replaced (prefix was not set and is now "+1206")',
    ],
    [
      "a table, by its key",
      lastingKey(TABLE, "self-service-orders"),
      { rangeKey: undefined },
      'table self-service-orders would be replaced (rangeKey was "orderId" and is now not set): its rows are deleted',
    ],
  ] as const) {
    it(`is refused with the reason: ${what}`, () => {
      const message = refusal(BEFORE, changed(key, inputs));
      expect(message).to.match(/^This deployment would lose what cannot be had again:\n {2}/);
      expect(message).to.contain(says).and.to.contain("Put the settings back as they were.");
    });
  }

  it("is told of everything at once", () => {
    const now = { ...changed(lastingKey(INSTANCE, "center-instance"), { instanceAlias: "b" }) };
    const both = { ...now, [lastingKey(NUMBER, "center-number-main")]: { countryCode: "DE", type: "DID" } };
    expect(replacements(BEFORE, both)).to.have.length(2);
  });

  it("is refused where the centre would move to another Region", () => {
    const key = lastingKey(PROVIDER, "aws");
    const [message] = replacements({ [key]: { region: "us-east-1" } }, { [key]: { region: "eu-central-1" } });
    expect(message).to.contain('region was "us-east-1" and is now "eu-central-1"').and.to.contain("another Region");
  });

  it("is refused where the stack would go on with another instance, which is none of its resources", () => {
    const { [lastingKey(INSTANCE, "center-instance")]: _, ...rest } = BEFORE;
    expect(replacements(BEFORE, rest)).to.have.length(1);
    expect(refusal(BEFORE, rest)).to.contain("Connect instance center-instance would leave the stack: its numbers");
  });

  it("is refused where a number only changes its name, and not where one is given back or one comes", () => {
    const { [lastingKey(NUMBER, "center-number-main")]: number = {}, ...rest } = BEFORE;
    const renamed = { ...rest, [lastingKey(NUMBER, "center-number-first")]: number };
    expect(replacements(BEFORE, renamed)).to.have.length(1);
    expect(refusal(BEFORE, renamed))
      .to.contain("phone number center-number-main would be given back while")
      .and.to.contain("number-first comes");
    expect(replacements(BEFORE, rest)).to.deep.equal([]);
    expect(replacements(BEFORE, { ...BEFORE, ...renamed })).to.deep.equal([]);
  });

  it("is nothing that adds, takes away, or only writes the same in another order", () => {
    const reordered = { type: "DID", countryCode: "US" };
    const more = { ...BEFORE, [lastingKey(NUMBER, "center-number-main")]: reordered, [lastingKey(TABLE, "new")]: {} };
    expect(replacements(BEFORE, more)).to.deep.equal([]);
    expect(replacements(more, BEFORE)).to.deep.equal([]);
    expect(replacements({}, BEFORE)).to.deep.equal([]);
    expect(() => refuseReplacements({ newInputs: { input: BEFORE } })).not.to.throw();
  });

  it("is found for every kind that lasts and every input that is fixed", () => {
    const kinds = Object.entries(LASTING_KINDS).flatMap(([type, { fixed }]) =>
      fixed.map((input) => [type, input] as const),
    );
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.jsonValue(), fc.jsonValue(), ([type, input], one, other) => {
        const key = lastingKey(type, "thing");
        const found = replacements({ [key]: { [input]: one } }, { [key]: { [input]: other } });
        const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(found).to.have.length(same ? 0 : 1);
      }),
    );
  });
});

/** A value with its keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, sorted(part)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

describe("the record of what lasts", () => {
  it("knows the fixed inputs as the program writes them, and of outputs that there is one", () => {
    const source = { kinesisStreamArn: pulumi.output("arn"), roleArn: "role" };
    const type = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
    expect(
      fixedInputs(type, { destination: "extended_s3", kinesisSourceConfiguration: source, tags: {} }),
    ).to.deep.equal({
      destination: "extended_s3",
      kinesisSourceConfiguration: "(known once deployed)",
    });
    expect(fixedInputs("aws:iam/role:Role", { name: "r" })).to.equal(undefined);
  });

  it("waits for nothing, holds all that lasts, and asks the hook before it changes", async () => {
    const { resources } = await evaluated("dev", { architecture: "basic" });
    const record = resources.find(({ type, name }) => type === "pulumi:index:Stash" && name === "lasting");
    expect(record?.dependencies).to.deep.equal([]);
    expect(record?.beforeUpdate).to.deep.equal(["refuse-replacements"]);
    const kept = resources.filter(({ type, name }) => type in LASTING_KINDS && !name.startsWith("default"));
    expect(record?.inputs.input).to.have.deep.property(lastingKey(PROVIDER, "aws"), { region: "us-east-1" });
    const keys = kept.map(({ type, name }) => lastingKey(type, name));
    expect(Object.keys(record?.inputs.input ?? {})).to.have.members(keys);
    expect(record?.inputs.input).to.have.deep.property(lastingKey(TABLE, "self-service-customers"), {
      hashKey: "phoneNumber",
    });
  });
});
