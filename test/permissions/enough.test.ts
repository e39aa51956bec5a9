/** Roles are allowed what their functions ask and no more: everything is played, and what was asked is compared with policies. */
import { expect } from "chai";
import type { ResourceGraph } from "../../local/engine/graph";
import type { AccessLog } from "../../local/iam/accessLog";
import { OF_ALL_DATASETS, wideFolders } from "./folders";
import { graphOf, PROVEN } from "./graphs";
import { onlyRole, withAction, withoutAction, withResource } from "./mutations";
import { askedOf, leftoversOf, played, refusedBy, told } from "./played";
import { OWN_USES, type OwnUse } from "./servicesOwnUse";
import { statementsOf, wildcardFindings } from "./roleRules";

describe("what roles are allowed", function () {
  this.timeout(300_000);
  const needed = new Set<OwnUse>();
  const ofAll = new Set<string>();

  for (const stack of PROVEN) {
    describe(`in ${stack.name}`, () => {
      let graph: ResourceGraph;
      let log: AccessLog;

      before(async () => {
        graph = await graphOf(stack);
        log = await played(graph);
      });

      it("is enough: nothing that is asked is refused", () => {
        expect(log.accesses.length).to.be.above(200);
        expect(log.denied).to.deep.equal([]);
      });

      it("is no more: every action and every resource of every statement is used", () => {
        const { unused, rules } = leftoversOf(graph, log);
        for (const rule of rules) needed.add(rule);
        expect(unused.map(told)).to.deep.equal([]);
      });

      it("is in the folders of buckets that are used, not in those around them", () => {
        const wide = wideFolders(graph, log);
        expect(wide.filter(({ role }) => !OF_ALL_DATASETS.includes(role))).to.deep.equal([]);
        for (const { role } of wide) ofAll.add(role);
        const role = "analytics-process-raw-records-role";
        const wider = withResource(graph, role, "s3:PutObject", (one) => [one.replace("contact_records/", "")]);
        expect(wideFolders(wider, log).filter((one) => one.role === role)).to.have.length(2);
      });

      it("is asked for by each role", () => {
        const asking = new Set(log.accesses.map(({ roleArn }) => roleArn));
        const silent = graph.resources
          .filter(({ type, outputs }) => type === "aws:iam/role:Role" && !asking.has(String(outputs.arn)))
          .map(({ name }) => name);
        // Lex asks nothing of what runs here.
        expect(silent).to.deep.equal(["concierge-role"]);
      });

      it("shows an action nobody needs, wherever it is added", () => {
        const roles = [...new Set(statementsOf(graph).map(({ role }) => role))];
        expect(roles.length).to.be.above(20);
        for (const role of roles) {
          const { unused } = leftoversOf(withAction(graph, role, "dynamodb:Scan"), log);
          expect(
            unused.map(({ action }) => action),
            role,
          ).to.deep.equal(["dynamodb:Scan"]);
        }
      });

      it("shows the lack of each action that something asked for", () => {
        const asked = askedOf(graph, log);
        for (const [role, action] of asked) {
          const lacking = withoutAction(onlyRole(graph, role), role, action);
          expect(refusedBy(lacking, log), `${role} ${action}`).not.to.deep.equal([]);
        }
        expect(asked.length).to.be.above(90);
      });

      it("shows a resource nobody needs, and one that is wider than what the program declares", () => {
        const another = `arn:aws:dynamodb:${graph.region}:${graph.accountId}:table/another`;
        const role = "self-service-read-settings-role";
        const more = withResource(graph, role, "dynamodb:GetItem", (table) => [table, another]);
        expect(leftoversOf(more, log).unused.map(({ resources }) => resources)).to.deep.equal([[another]]);
        const wider = withResource(graph, role, "dynamodb:GetItem", (table) => [table.replace(/\/.*/, "/*")]);
        expect(leftoversOf(wider, log).unused).to.deep.equal([]);
        expect(wildcardFindings(wider)).to.have.length(1);
      });
    });
  }

  // Nested, so that it comes last.
  describe("by the exceptions", () => {
    it("needs every role to be named that works on all datasets", () => {
      expect([...ofAll].sort()).to.deep.equal(OF_ALL_DATASETS);
    });

    it("needs every rule about what services do by themselves", () => {
      expect(
        OWN_USES.filter((rule) => !needed.has(rule)).map(({ service, why }) => `${service}: ${why}`),
      ).to.deep.equal([]);
    });
  });
});
