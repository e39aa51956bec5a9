/** Every handler of the project. A handler that is not here has no contract, and a test fails. */
import { analyticsHandlers } from "./catalog/analytics";
import { conversationHandlers } from "./catalog/conversations";
import { notificationHandlers } from "./catalog/notifications";
import { portalHandlers } from "./catalog/portal";
import { selfServiceHandlers } from "./catalog/selfService";
import { type HandlerEntry } from "./catalog/handlerEntry";

export {
  type FlowHandlerEntry,
  type HandlerAction,
  type HandlerEntry,
  LARGEST_ARTEFACT,
  type OtherHandlerEntry,
} from "./catalog/handlerEntry";

/** The handlers by name; each stands in the file of that name. */
export const handlerCatalog: Readonly<Record<string, HandlerEntry>> = {
  ...selfServiceHandlers,
  ...portalHandlers,
  ...conversationHandlers,
  ...notificationHandlers,
  ...analyticsHandlers,
};
