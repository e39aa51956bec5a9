/** Brings flows that exist into the flow language: from an export to source that says the same. */
export { decompile, type Decompiled, decompileFlow, type DecompileOptions } from "./decompile";
export { describeDifferences, type Difference, equalButForIdentifiersAndLayout } from "./equal";
export { type ImportedFlow, importFlow, type ImportOptions } from "./importFlow";
