/** Functions of the aws provider that a program calls to look something up. */
import { uuidOf } from "../identity";
import { stackLookups } from "./cloudFormation/stack";
import { policyLookups } from "./cloudFrontPolicies";
import { networkLookups } from "./network";
import { arnOf, type ProviderContext, textOf } from "./resourceType";

type Invoke = (args: Record<string, unknown>, context: ProviderContext) => Record<string, unknown>;

/** Prompts that every new instance has. */
const DEFAULT_PROMPTS = [
  "Beep.wav",
  "CustomerHold.wav",
  "CustomerQueue.wav",
  "Music_Jazz_MyTimetoFly_Inst.wav",
  "Music_Pop_ThisAndThatIsLife_Inst.wav",
  "Music_Pop_ThrowYourselfInFrontOfACloud_Inst.wav",
  "Music_Rock_EverywhereTheSunShines_Inst.wav",
];

const getCallerIdentity: Invoke = (_, { accountId, partition }) => ({
  accountId,
  arn: `arn:${partition}:iam::${accountId}:user/local`,
  id: accountId,
  userId: "AIDALOCALLOCALLOCALXX",
});

const getRegion: Invoke = (args, context) => {
  const region = textOf(args, "region") || textOf(args, "name") || context.region;
  return { description: region, endpoint: `ec2.${region}.amazonaws.com`, id: region, name: region, region };
};

const getPartition: Invoke = (_, { partition }) => {
  const china = partition === "aws-cn";
  return {
    dnsSuffix: china ? "amazonaws.com.cn" : "amazonaws.com",
    id: partition,
    partition,
    reverseDnsPrefix: china ? "cn.com.amazonaws" : "com.amazonaws",
  };
};

const getPrompt: Invoke = (args, context) => {
  const name = textOf(args, "name");
  const instanceId = textOf(args, "instanceId");
  if (!DEFAULT_PROMPTS.includes(name)) {
    throw new Error(
      `There is no prompt "${name}" in a new instance; it has ${DEFAULT_PROMPTS.join(", ")}. ` +
        `If Amazon Connect ships it, add it to DEFAULT_PROMPTS in local/engine/aws/invokes.ts.`,
    );
  }
  const promptId = uuidOf(`${instanceId}/prompt/${name}`);
  const arn = arnOf(context, "connect", `instance/${instanceId}/prompt/${promptId}`);
  return { arn, id: `${instanceId}:${promptId}`, instanceId, name, promptId, region: context.region };
};

/** An instance that exists: the id the program names is taken to be right. */
const getInstance: Invoke = (args, context) => {
  const instanceId = textOf(args, "instanceId");
  return {
    arn: arnOf(context, "connect", `instance/${instanceId}`),
    id: instanceId,
    instanceId,
    instanceAlias: `existing-${instanceId.slice(0, 8)}`,
    identityManagementType: "CONNECT_MANAGED",
    inboundCallsEnabled: true,
    outboundCallsEnabled: true,
    contactFlowLogsEnabled: true,
    status: "ACTIVE",
    region: context.region,
  };
};

/** The functions by token. */
export const invokes: Record<string, Invoke> = {
  "aws:index/getCallerIdentity:getCallerIdentity": getCallerIdentity,
  "aws:index/getRegion:getRegion": getRegion,
  "aws:index/getPartition:getPartition": getPartition,
  "aws:connect/getInstance:getInstance": getInstance,
  "aws:connect/getPrompt:getPrompt": getPrompt,
  ...networkLookups,
  ...policyLookups,
  ...stackLookups,
};
