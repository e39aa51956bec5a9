import { expect } from "chai";
import { SupervisorDashboard, type SupervisorDashboardArgs } from "../../components/supervisorDashboard";
import { MODES, run, valueOf } from "../support/mocks";

const FIGURES = "arn:aws:lambda:us-east-1:123456789012:function:figures";

const args = (changes: Partial<SupervisorDashboardArgs> = {}): SupervisorDashboardArgs => ({
  instanceId: "11111111-2222-4333-8444-555555555555",
  queues: ["orders", "support"],
  figuresArn: FIGURES,
  figures: [
    { title: "Queues today", query: "queues-today" },
    { title: "Agents today", query: "agents-today" },
    { title: "Self-service", query: "self-service" },
  ],
  ...changes,
});

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title: string; metrics?: unknown[][]; endpoint?: string; params?: object };
}

for (const mode of MODES) {
  describe(`SupervisorDashboard (${mode})`, () => {
    it("shows what waits in each queue now, and below it the day's figures", async () => {
      const { one } = await run(mode, () => new SupervisorDashboard("day", args()));
      const { widgets } = JSON.parse(String(one("aws:cloudwatch/dashboard:Dashboard").inputs.dashboardBody)) as {
        widgets: Widget[];
      };
      const [waiting] = widgets;
      expect(waiting?.properties.metrics).to.deep.equal(
        ["orders", "support"].map((queue) => [
          "AWS/Connect",
          "QueueSize",
          "InstanceId",
          "11111111-2222-4333-8444-555555555555",
          "MetricGroup",
          "Queue",
          "QueueName",
          queue,
          { label: queue, stat: "Maximum" },
        ]),
      );
      const drawn = widgets.filter(({ type }) => type === "custom");
      expect(drawn.map(({ properties }) => properties.params)).to.deep.equal([
        { query: "queues-today" },
        { query: "agents-today" },
        { query: "self-service" },
      ]);
      expect(drawn.every(({ properties }) => properties.endpoint === FIGURES)).to.equal(true);
    });

    it("puts no widget on another, and none beyond the 24 columns", async () => {
      const { one } = await run(mode, () => new SupervisorDashboard("day", args()));
      const { widgets } = JSON.parse(String(one("aws:cloudwatch/dashboard:Dashboard").inputs.dashboardBody)) as {
        widgets: Widget[];
      };
      const cells = widgets.flatMap(({ x, y, width, height }) =>
        Array.from({ length: width * height }, (_, at) => `${x + (at % width)} ${y + Math.floor(at / width)}`),
      );
      expect(new Set(cells).size).to.equal(cells.length);
      expect(widgets.every(({ x, width }) => x + width <= 24)).to.equal(true);
    });
  });
}

describe("SupervisorDashboard", () => {
  it("is called by project and stack, because dashboards of an account share their names", async () => {
    const { result } = await run("update", () => new SupervisorDashboard("day", args()));
    expect(await valueOf(result.dashboardName)).to.equal("contact-center-test-day");
  });

  for (const property of ["queues", "figures"] as const) {
    it(`refuses a day without ${property}`, async () => {
      await run("update", () =>
        expect(() => new SupervisorDashboard("day", args({ [property]: [] }))).to.throw(`${property} is empty; name`),
      );
    });
  }
});
