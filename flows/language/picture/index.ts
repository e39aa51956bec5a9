/** Pictures of contact flows: SVG from any flow document, with the path of a contact drawn over it where wanted. */
export { type NameFinder, NO_NAMES } from "./names";
export { type Path, pathOf, type TraceStep } from "./path";
export { drawFlow, kindWords, type PictureOptions } from "./svg";
