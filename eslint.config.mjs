// Lint rules: the usual TypeScript ones, and the house's own two sets — what a Lambda handler may not do because Pulumi's
// function serialisation breaks it silently, and which folder may import which.
import tseslint from "typescript-eslint";
import { handlerRules, importRules, lambdaRules } from "./eslint.house.mjs";

export default tseslint.config(
  { ignores: ["node_modules/", ".cache/", "test/fixtures/"] },
  ...tseslint.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022 },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-properties": ["error", { object: "Math", property: "random", message: "Use a seeded generator." }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  // Command-line tools and handlers speak through the console; a benchmark prints its table.
  { files: ["local/cli/**", "handlers/**", "bench/**", "test/everything.mjs"], rules: { "no-console": "off" } },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  { files: ["test/**"], rules: { "@typescript-eslint/no-unused-expressions": "off" } },
  ...lambdaRules,
  ...handlerRules,
  ...importRules,
);
