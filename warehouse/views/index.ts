/** Every view both engines have, in an order in which each reads only those before it. */
import { agentIntervals } from "./agentIntervals";
import { agentStates } from "./agentStates";
import { contactOutcomes } from "./contactOutcomes";
import { queueIntervals } from "./queueIntervals";
import { repeatContacts } from "./repeatContacts";
import { selfService } from "./selfService";
import { surveyAnswers } from "./surveyAnswers";
import { type Scope, type View } from "./view";

/** What can be set about the views. */
export interface ViewSettings {
  /** Seconds within which a contact is answered in time; 20 when absent. */
  readonly serviceLevelSeconds?: number;
}

/**
 * The views analysts query. Those in two scopes exist a second time with `recent_` before their names: they read the last days
 * only, which on Athena is what makes looking at today cheap.
 *
 * @throws Error for a service level that is no whole number of seconds above 0
 */
export function analystViews({ serviceLevelSeconds }: ViewSettings = {}): View[] {
  if (serviceLevelSeconds !== undefined && !(Number.isInteger(serviceLevelSeconds) && serviceLevelSeconds > 0)) {
    throw new Error(
      `serviceLevelSeconds is ${serviceLevelSeconds}; it has to be a whole number of seconds above 0, such as 20.`,
    );
  }
  const scoped = (scope: Scope): View[] => [
    contactOutcomes(scope),
    queueIntervals(scope, serviceLevelSeconds),
    agentStates(scope),
    agentIntervals(scope),
    selfService(scope),
  ];
  return [...scoped(""), ...scoped("recent_"), surveyAnswers, repeatContacts];
}
