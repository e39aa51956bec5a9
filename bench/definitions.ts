/** What defining and checking contact flows costs while a program runs. */
import { flowCatalog } from "../flows/catalog";
import { type FlowAction, type FlowDocument, MAX_ACTIONS, pathsOf, validate } from "../flows/language";
import { FLOW_SETTINGS } from "../test/support/flowSettings";
import { atMost, type Effort, type Figure, millisecondsEach, type Subject, turnByTurn } from "./measure";

/** A flow of the most actions Amazon Connect takes: prompts with references in them, one after the other. */
function longestFlow(): FlowDocument {
  const errors = (next: string) => [{ NextAction: next, ErrorType: "NoMatchingError" }];
  const prompts = Array.from({ length: MAX_ACTIONS - 1 }, (_, index): FlowAction => {
    const next = index === MAX_ACTIONS - 2 ? "end" : `say-${index + 1}`;
    return {
      Identifier: `say-${index}`,
      Type: "MessageParticipant",
      Parameters: { Text: `Step ${index} of $.Attributes.name, called by $.CustomerEndpoint.Address.` },
      Transitions: { NextAction: next, Errors: errors(next), Conditions: [] },
    };
  });
  const end: FlowAction = { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} };
  return { Version: "2019-10-30", StartAction: "say-0", Actions: [...prompts, end] };
}

function checked(document: FlowDocument): void {
  const refused = validate(document, { type: "CONTACT_FLOW" }).filter(({ severity }) => severity === "error");
  if (refused.length > 0) {
    throw new Error(`The longest flow is refused: ${refused[0]?.message}`);
  }
}

/** How many paths a flow has. @throws Error when there are too many to list */
function enumerated(document: FlowDocument): number {
  const { paths, complete } = pathsOf(document);
  if (!complete) {
    throw new Error(`There are more than ${paths.length} paths.`);
  }
  return paths.length;
}

async function run({ runs, seconds }: Effort): Promise<Figure[]> {
  const longest = longestFlow();
  const documents = flowCatalog(FLOW_SETTINGS).map(({ document }) => document);
  const texts = documents.map((document) => JSON.stringify(document));
  const longestText = JSON.stringify(longest);
  const parse = (documents: string[]) => () => documents.forEach((text) => void JSON.stringify(JSON.parse(text)));
  const each = seconds / runs / 4;
  const everyPath = () => documents.forEach((document) => void enumerated(document));
  const [validation = [], validationFloor = [], definition = [], definitionFloor = [], paths = []] = await turnByTurn(
    runs + 1,
    [() => checked(longest), parse([longestText]), () => void flowCatalog(FLOW_SETTINGS), parse(texts), everyPath].map(
      (work) => () => millisecondsEach(each, work),
    ),
  );
  const count = documents.reduce((sum, document) => sum + enumerated(document), 0);
  const warm = (values: number[]) => values.slice(1);
  const floor = "JSON there and back";
  return [
    {
      name: `validating a flow of ${MAX_ACTIONS} actions`,
      unit: "ms",
      better: "less",
      values: warm(validation),
      floor: { name: floor, values: warm(validationFloor) },
      goal: atMost(5, "ms"),
    },
    {
      name: `defining the ${texts.length} shipped flows`,
      unit: "ms",
      better: "less",
      values: warm(definition),
      floor: { name: floor, values: warm(definitionFloor) },
    },
    {
      name: `all ${count.toLocaleString("en-US")} paths of the shipped flows, one failure each`,
      unit: "ms",
      better: "less",
      values: warm(paths),
      goal: atMost(1_000, "ms"),
    },
  ];
}

/** The subject `definitions`. */
export const definitions: Subject = {
  name: "definitions",
  about: "Contact flows defined and validated, in a warm process",
  run,
};
