/** Every flaw that is put into the production graph. */
import { type Flaw } from "../flaw";
import { COMPUTE } from "./compute";
import { EDGE_FLAWS } from "./edges";
import { FLOW_FLAWS } from "./flows";
import { STORAGE_FLAWS } from "./storage";
import { WEB_FLAWS } from "./web";

export const FLAWS: readonly Flaw[] = [...COMPUTE, ...STORAGE_FLAWS, ...EDGE_FLAWS, ...WEB_FLAWS, ...FLOW_FLAWS];
