/** Style sheets, which esbuild takes out of the scripts that import them. */
declare module "*.css";
