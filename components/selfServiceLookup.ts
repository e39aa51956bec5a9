/** Self-service from the customer's number: tables of customers, orders and administration data, and the handlers flows call. */
import * as pulumi from "@pulumi/pulumi";
import { fulfilIntentFactory } from "../handlers/fulfilIntent";
import { lookupCallerFactory } from "../handlers/lookupCaller";
import { readSettingsFactory } from "../handlers/readSettings";
import { updateOrderFactory } from "../handlers/updateOrder";
import type { HoursArgs } from "./contactCenter/hours";
import { HandlerFunction } from "./foundations/handlerFunction";
import { type HandlerLogs, handlerLogsOf } from "./foundations/handlerLogs";
import { keyUse } from "./foundations/keyUse";
import { privateTable } from "./foundations/privateTable";
import { openingHoursVariable } from "./selfServiceLookup/openingHours";

/** What the bot's code hook needs to know besides the tables. */
export interface FulfilmentArgs {
  /** When the centre is open: what customers are told who ask the bot. At most about 3 KB as JSON, some 100 holidays. */
  openingHours: HoursArgs;
}

/** Arguments of {@link SelfServiceLookup}. */
export interface SelfServiceLookupArgs {
  /** ARN of the customer key for tables and logs. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when a handler fails or is throttled. */
  alarmTopicArn: pulumi.Input<string>;
  /** IANA time zone in which delivery days are counted. */
  timeZone: pulumi.Input<string>;
  /** Days the handlers' logs are kept. */
  logRetentionDays: number;
  /** Log groups its functions share with others'. Left out, it has its own. */
  logs?: HandlerLogs;
  /** Containers reserved for each handler. Left out, they share the account's. */
  reservedConcurrency?: number;
  /** Adds the code hook of a Lex bot. Left out, there is none. */
  fulfilment?: FulfilmentArgs;
  /** Whether the tables survive `pulumi destroy` and mistakes. Default false. */
  protectData?: boolean;
}

/**
 * Tables and handlers of self-service.
 *
 * Handlers find the customer by the caller's E.164 number, read and change the customer's own orders, and read the
 * administration data (a queue or the whole centre closed, a special message, the music) on the way in.
 */
export class SelfServiceLookup extends pulumi.ComponentResource {
  /** Table of customers: partition key `phoneNumber` (E.164). */
  readonly customersTableName: pulumi.Output<string>;
  /** ARN of the table of customers. */
  readonly customersTableArn: pulumi.Output<string>;
  /** Table of orders: partition key `customerId`, sort key `orderId`, local index `byPlacedAt`. */
  readonly ordersTableName: pulumi.Output<string>;
  /** Table of administration data: partition key `scope` (`center` or `queue/<name>`). */
  readonly settingsTableName: pulumi.Output<string>;
  /** ARN of the table of administration data. */
  readonly settingsTableArn: pulumi.Output<string>;
  /** Function ARN of `lookupCaller`. */
  readonly lookupCallerArn: pulumi.Output<string>;
  /** Function ARN of `updateOrder`. */
  readonly updateOrderArn: pulumi.Output<string>;
  /** Function ARN of `readSettings`. */
  readonly readSettingsArn: pulumi.Output<string>;
  /** Function ARN of `fulfilIntent`; undefined without the argument `fulfilment`. */
  readonly fulfilIntentArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: SelfServiceLookupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:SelfServiceLookup", name, {}, opts);
    const customers = privateTable(this, `${name}-customers`, args, {
      hashKey: "phoneNumber",
      attributes: [{ name: "phoneNumber", type: "S" }],
    });
    const orders = privateTable(this, `${name}-orders`, args, {
      hashKey: "customerId",
      rangeKey: "orderId",
      attributes: [
        { name: "customerId", type: "S" },
        { name: "orderId", type: "S" },
        { name: "placedAt", type: "S" },
      ],
      // A local index can be read consistently: a caller who has just changed an order hears the change.
      localSecondaryIndexes: [{ name: "byPlacedAt", rangeKey: "placedAt", projectionType: "ALL" }],
    });
    const settings = privateTable(this, `${name}-settings`, args, {
      hashKey: "scope",
      attributes: [{ name: "scope", type: "S" }],
      ttl: { enabled: true, attributeName: "expiresAt" },
    });
    const readKey = keyUse(this, args.keyArn, "dynamodb", ["kms:Decrypt"]);
    const writeKey = keyUse(this, args.keyArn, "dynamodb", ["kms:Decrypt", "kms:GenerateDataKey"]);
    const common = {
      logs: handlerLogsOf(this, name, args),
      reservedConcurrency: args.reservedConcurrency,
    };

    const lookupCaller = new HandlerFunction(
      `${name}-lookup-caller`,
      {
        ...common,
        factory: lookupCallerFactory,
        description: "Finds the customer and the newest open order by the caller's number",
        environment: { CUSTOMERS_TABLE: customers.name, ORDERS_TABLE: orders.name },
        permissions: [
          { actions: ["dynamodb:GetItem"], resources: [customers.arn] },
          { actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${orders.arn}/index/byPlacedAt`] },
          readKey,
        ],
      },
      { parent: this },
    );
    const updateOrder = new HandlerFunction(
      `${name}-update-order`,
      {
        ...common,
        factory: updateOrderFactory,
        description: "Cancels a customer's order or changes its delivery day, once however often it is asked",
        environment: { ORDERS_TABLE: orders.name, TIME_ZONE: args.timeZone },
        permissions: [{ actions: ["dynamodb:UpdateItem"], resources: [orders.arn] }, writeKey],
      },
      { parent: this },
    );
    const readSettings = new HandlerFunction(
      `${name}-read-settings`,
      {
        ...common,
        factory: readSettingsFactory,
        description: "Reads what the operations team has set: closed, special message, music",
        environment: { SETTINGS_TABLE: settings.name },
        permissions: [{ actions: ["dynamodb:GetItem"], resources: [settings.arn] }, readKey],
      },
      { parent: this },
    );

    const fulfilIntent =
      args.fulfilment &&
      new HandlerFunction(
        `${name}-fulfil-intent`,
        {
          ...common,
          factory: fulfilIntentFactory,
          description: "Does what customers ask the bot for, and makes sure that it is them",
          environment: {
            CUSTOMERS_TABLE: customers.name,
            ORDERS_TABLE: orders.name,
            TIME_ZONE: args.timeZone,
            OPENING_HOURS: openingHoursVariable(name, args.fulfilment.openingHours),
          },
          permissions: [
            { actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"], resources: [customers.arn] },
            { actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${orders.arn}/index/byPlacedAt`] },
            { actions: ["dynamodb:UpdateItem"], resources: [orders.arn] },
            writeKey,
          ],
        },
        { parent: this },
      );

    this.customersTableName = customers.name;
    this.customersTableArn = customers.arn;
    this.ordersTableName = orders.name;
    this.settingsTableName = settings.name;
    this.settingsTableArn = settings.arn;
    this.lookupCallerArn = lookupCaller.arn;
    this.updateOrderArn = updateOrder.arn;
    this.readSettingsArn = readSettings.arn;
    this.fulfilIntentArn = fulfilIntent?.arn;
    this.registerOutputs({
      customersTableName: this.customersTableName,
      ordersTableName: this.ordersTableName,
      settingsTableName: this.settingsTableName,
      lookupCallerArn: this.lookupCallerArn,
      updateOrderArn: this.updateOrderArn,
      readSettingsArn: this.readSettingsArn,
      ...(this.fulfilIntentArn && { fulfilIntentArn: this.fulfilIntentArn }),
    });
  }
}
