/**
 * The house's own lint rules.
 *
 * Handlers are serialised by Pulumi and run in Lambda. Each handler rule names a construct that serialises without a
 * word and then fails, or changes its meaning, at run time. The import rules keep the layers apart; CONTRIBUTING.md draws
 * them.
 */

const INHERITED = "/^(constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf)$/";

const handlerSyntax = [
  [
    "ClassDeclaration[superClass.name=/Error$/], ClassExpression[superClass.name=/Error$/]",
    "A class that extends Error loses its message and instanceof once serialised. Throw an Error with a clear message.",
  ],
  ["PrivateIdentifier", "A #private member does not load once serialised. Use a closure variable."],
  [
    "ArrowFunctionExpression ThisExpression",
    "An arrow function that uses `this` cannot be serialised. Pass what it needs as a parameter.",
  ],
  [
    "ImportNamespaceSpecifier",
    '`import *` cannot be serialised. Import by name: import { DynamoDBClient } from "@aws-sdk/client-dynamodb".',
  ],
  [
    "Program > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/Client$/], Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/Client$/]",
    "A client made at module level is made again at every invocation. Make it inside the factory.",
  ],
  [
    "Program > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|WeakMap|Date)$/], Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|WeakMap|Date)$/]",
    "A captured Map, Set or Date throws at run time. Use a plain object or make it inside the factory.",
  ],
  [
    "CallExpression[callee.property.name='bind']",
    "A bound function loses what it was bound to once serialised. Use a closure.",
  ],
  [
    "VariableDeclaration[kind='let'][parent.type='Program']",
    "A captured `let` starts afresh at every invocation. Keep state inside the factory.",
  ],
  [
    `Program > VariableDeclaration > VariableDeclarator[id.name=${INHERITED}], Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator[id.name=${INHERITED}], Program > FunctionDeclaration[id.name=${INHERITED}]`,
    "Every object has something of this name, so it is not captured: the object's own is called. Choose another name.",
  ],
];

const handlerImports = {
  patterns: [
    {
      regex: "^(?!@aws-sdk/|\\./|\\.\\./(warehouse|administration)/|node:).*$",
      allowTypeImports: true,
      message: "Handlers import only handlers and @aws-sdk/*: nothing else is in the Lambda archive.",
    },
    {
      regex: "^\\./\\.\\./|^\\.\\./(?!(warehouse|administration)/)",
      message:
        "Handlers import only what lies in handlers/, warehouse/ and administration/: everything they capture is serialised into the archive.",
    },
  ],
};

/** The parts handlers share lie one folder deeper, and may look one folder up. */
const handlerPartImports = {
  patterns: [
    { ...handlerImports.patterns[0], regex: "^(?!@aws-sdk/|\\./|\\.\\./|node:).*$" },
    { ...handlerImports.patterns[1], regex: "\\.\\./\\.\\./(?!(warehouse|administration)/)|^\\./\\.\\./" },
  ],
};

/** What a Lambda handler file may not contain. */
export const handlerRules = [
  {
    // What handlers capture of administration/ is serialised with them.
    files: ["handlers/**/*.ts", "administration/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...handlerSyntax.map(([selector, message]) => ({ selector, message }))],
    },
  },
  {
    files: ["handlers/**/*.ts"],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", handlerImports] },
  },
  {
    files: ["handlers/*/**/*.ts"],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", handlerPartImports] },
  },
];

const bareLambda =
  "Make Lambda functions through HandlerFunction (components/foundations/handlerFunction): it owns role, log group and alarms.";

/** The one way to make a Lambda function. */
export const lambdaRules = [
  {
    files: ["components/**/*.ts", "stacks/**/*.ts", "index.ts"],
    ignores: ["components/foundations/handlerFunction.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.property.name=/^(CallbackFunction|Function)$/]", message: bareLambda },
        {
          selector: "MemberExpression[property.name=/^(onEvent|onObjectCreated|onObjectRemoved|onSchedule)$/]",
          message: bareLambda,
        },
      ],
    },
  },
];

/** A layer: its files, and what they must not reach, by the way an import of it is written. */
function layer(files, ...forbidden) {
  const patterns = forbidden.map(([regex, message]) => ({ regex, message }));
  return { files, rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] } };
}

const COMPONENTS = [
  "(^|/)\\.\\./(local|testing|test|bench|stacks)(/|$)",
  "components are used by stacks, never the other way round, and know nothing of the local run.",
];

/** Who may import whom: index → stacks → components → foundations, flows, handlers; local knows the graph only. */
export const importRules = [
  layer(["index.ts"], ["^\\./(?!stacks/)", "index.ts imports stacks only: what is deployed is decided there."]),
  layer(
    ["stacks/**/*.ts"],
    [
      "(^|/)\\.\\./(local|testing|test|bench|handlers|flows|scenarios|bots|widget|warehouse|portal|administration)(/|$)|foundations/handlerFunction",
      "stacks compose components; they do not reach into flows, handlers or the local run.",
    ],
  ),
  layer(["components/**/*.ts"], COMPONENTS),
  // A later entry replaces an earlier one, so what holds for all components is said again.
  layer(["components/foundations/**/*.ts"], COMPONENTS, [
    "^\\.\\./",
    "foundations are what components stand on: they import only other foundations.",
  ]),
  layer(
    ["flows/**/*.ts", "planning/**/*.ts"],
    [
      "^@pulumi/|^@aws-sdk/|(^|/)\\.\\./(local|components|stacks|handlers|testing|scenarios|widget|portal|administration)(/|$)",
      "flows and planning are pure: they import nothing of Pulumi, AWS or the rest of the house but bots.",
    ],
  ),
  layer(
    ["bots/**/*.ts"],
    [
      "^@pulumi/|^@aws-sdk/|(^|/)\\.\\./(local|components|stacks|handlers|testing|scenarios|flows|widget)(/|$)",
      "bots are data, checked by pure code: they import nothing of the rest of the house.",
    ],
  ),
  layer(
    ["warehouse/**/*.ts"],
    [
      "^@pulumi/|^@aws-sdk/|(^|/)\\.\\./(local|components|stacks|handlers|testing|scenarios|flows|bots|widget|portal|administration)(/|$)",
      "warehouse is tables and statements: it imports nothing of the rest of the house.",
    ],
  ),
  layer(
    ["administration/**/*.ts"],
    [
      "^(?!\\./)",
      "administration is what can be set, for handlers and for browsers: it imports nothing but its own files.",
    ],
  ),
  layer(
    ["portal/**/*.ts", "portal/**/*.tsx"],
    [
      "^@pulumi/|^@aws-sdk/|^node:|(^|/)\\.\\./(local|components|stacks|handlers|testing|scenarios|flows|bots|widget|warehouse)(/|$)",
      "the portal runs in a browser: it imports its own files, administration, Cloudscape, React and oidc-client-ts only.",
    ],
  ),
  layer(
    ["widget/**/*.ts"],
    [
      "^@pulumi/|^@aws-sdk/|^node:|(^|/)\\.\\./(local|components|stacks|handlers|testing|scenarios|flows|bots)(/|$)",
      "the widget runs in a browser: it imports its own files and amazon-connect-chatjs only.",
    ],
  ),
  layer(
    ["policies/**/*.ts"],
    [
      "^(?!\\.|@pulumi/policy$)|(^|/)\\.\\./(local|components|stacks|handlers|testing|test|bots|scenarios|widget|portal|administration|warehouse|planning|flows(?!/language$))(/|$)",
      "policies judge what is deployed: they import their own files, @pulumi/policy and flows/language only.",
    ],
  ),
  layer(
    ["scenarios/**/*.ts"],
    [
      "^@pulumi/|^@aws-sdk/|(^|/)\\.\\./(local|components|stacks|handlers|testing)(/|$)",
      "scenarios are pure: they import flows only, because components deploy them and the test kit plays them.",
    ],
  ),
  layer(
    ["testing/**/*.ts"],
    [
      "(^|/)\\.\\./(components|handlers|stacks|test)(/|$)",
      "the test kit plays what a program describes: it imports the local run, flows and scenarios.",
    ],
  ),
  layer(
    ["local/**/*.ts"],
    [
      "(^|/)\\.\\./(components|handlers|stacks|testing|test|bots|widget|portal|administration|warehouse(?!/warehouseService$))(/|$)",
      "local knows the resource graph only: what a stack forgot to declare must be missing here as on AWS.",
    ],
  ),
];
