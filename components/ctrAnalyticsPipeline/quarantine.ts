/** Tells somebody about records that no row could be made of. They are kept, whole; but each is one that no query finds. */
import { countLines, metricNamespace } from "../foundations/handlerLogs";
import { FOLDERS, type PipelineContext } from "./context";

/** The line a function logs for each record it has put there. */
const LINE = '"outcome":"quarantined"';

/** The metric: records put into quarantine. */
export const quarantined = (name: string) => ({ namespace: metricNamespace(), metricName: `${name}-quarantined` });

/** Counts records in quarantine; the first is a condition of the pipeline's alarm. */
export function watchQuarantine({ parent, name, logs, alarms }: PipelineContext): void {
  const { namespace, metricName } = quarantined(name);
  const group = logs.functions("background");
  countLines(parent, `${name}-quarantine-count`, group.name, [LINE], { namespace, name: metricName });
  alarms.intake.add({
    says: `Records could not be read and lie below ${FOLDERS.quarantine}, whole, with the reason. No query finds them.`,
    namespace,
    metricName,
    statistic: "Sum",
    comparison: "above",
    threshold: 0,
  });
}
