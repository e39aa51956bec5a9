/** Streams of a centre: what Connect publishes, told to the instance in its lane. */
import { expect } from "chai";
import { ContactCenter, type ContactCenterArgs } from "../../components/contactCenter";
import { MODES, run } from "../support/mocks";

const CONTACTS = "arn:aws:kinesis:us-east-1:123456789012:stream/contacts";
const AGENTS = "arn:aws:kinesis:us-east-1:123456789012:stream/agents";
const DELIVERY = "arn:aws:firehose:us-east-1:123456789012:deliverystream/contacts";
const STORAGE = "aws:connect/instanceStorageConfig:InstanceStorageConfig";

const center = (streams?: ContactCenterArgs["streams"]) =>
  new ContactCenter("center", {
    instance: { alias: "example" },
    hours: [{ name: "main", timeZone: "UTC", open: [] }],
    queues: [{ name: "support", hours: "main" }],
    routingProfiles: [{ name: "everyone", queues: [{ queue: "support" }] }],
    flows: [],
    phoneNumbers: [],
    streams,
  });

for (const mode of MODES) {
  describe(`ContactCenter with streams (${mode})`, () => {
    it("publishes contact records and agent events, each to its own stream", async () => {
      const { all } = await run(mode, () => center({ contactRecords: CONTACTS, agentEvents: AGENTS }));
      expect(all(STORAGE).map(({ inputs }) => [inputs.resourceType, inputs.storageConfig])).to.deep.equal([
        ["CONTACT_TRACE_RECORDS", { storageType: "KINESIS_STREAM", kinesisStreamConfig: { streamArn: CONTACTS } }],
        ["AGENT_EVENTS", { storageType: "KINESIS_STREAM", kinesisStreamConfig: { streamArn: AGENTS } }],
      ]);
    });

    it("publishes contact records to Firehose where there is no stream, and grows in place", async () => {
      const small = await run(mode, () => center({ contactRecordsDelivery: DELIVERY }));
      const grown = await run(mode, () => center({ contactRecords: CONTACTS }));
      const { name, inputs } = small.one(STORAGE, "contact-records");
      expect(inputs).to.deep.include({
        resourceType: "CONTACT_TRACE_RECORDS",
        storageConfig: { storageType: "KINESIS_FIREHOSE", kinesisFirehoseConfig: { firehoseArn: DELIVERY } },
      });
      const after = grown.one(STORAGE, "contact-records");
      expect([after.name, after.inputs.resourceType]).to.deep.equal([name, inputs.resourceType]);
    });

    it("refuses two places for contact records", async () => {
      const both = { contactRecords: CONTACTS, contactRecordsDelivery: DELIVERY };
      const error = await run(mode, () => center(both)).catch((failure: Error) => failure);
      expect(String(error)).to.match(/contactRecords and contactRecordsDelivery.*leave the other out/);
    });

    it("publishes nothing it was not given a stream for", async () => {
      const one = await run(mode, () => center({ contactRecords: CONTACTS }));
      expect(one.all(STORAGE).map(({ inputs }) => inputs.resourceType)).to.deep.equal(["CONTACT_TRACE_RECORDS"]);
      const none = await run(mode, () => center());
      expect(none.all(STORAGE)).to.have.length(0);
    });

    it("tells the instance once it is there, and one stream after the other", async () => {
      const { resources } = await run(mode, () => center({ contactRecords: CONTACTS, agentEvents: AGENTS }));
      const at = (name: string) => resources.findIndex((resource) => resource.name === name);
      const places = ["center-instance", "center-stream-contact-records", "center-stream-agent-events"].map(at);
      expect(places).to.deep.equal([...places].sort((one, other) => one - other));
      expect(places[0]).to.be.at.least(0);
    });
  });
}
