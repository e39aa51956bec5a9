/** The survey's handlers: the one flows invoke, and the page behind a link on an HTTP API of its own. */
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { saveSurveyFactory } from "../../handlers/saveSurvey";
import { surveyPageFactory } from "../../handlers/surveyPage";
import { HandlerFunction } from "../foundations/handlerFunction";
import type { HandlerLogs } from "../foundations/handlerLogs";
import { HttpApi } from "../foundations/httpApi";
import { tableUse } from "./storage";

/** What the survey's functions have in common. */
export interface SurveyArgs {
  keyArn: pulumi.Input<string>;
  alarmTopicArn: pulumi.Input<string>;
  logRetentionDays: number;
  logs: HandlerLogs;
  /** Table of links and answers. */
  surveys: aws.dynamodb.Table;
}

/** Requests a second to the page, of everybody together. */
const SURVEY_RATE = 10;

/** The page on an HTTP API. @returns its address, without a query */
export function surveySite(name: string, args: SurveyArgs, parent: pulumi.Resource): pulumi.Output<string> {
  const { surveys, ...common } = args;
  const { keyArn, logRetentionDays, logs } = common;
  const api = new HttpApi(
    `${name}-survey`,
    { description: "The survey after a contact", keyArn, logRetentionDays, logs, requestsPerSecond: SURVEY_RATE },
    { parent },
  );
  const page = new HandlerFunction(
    `${name}-survey-page`,
    {
      ...common,
      factory: surveyPageFactory,
      description: "Shows the survey behind a link and takes its answer, once",
      environment: { SURVEYS_TABLE: surveys.name },
      permissions: tableUse(surveys, ["GetItem", "PutItem", "DeleteItem"], keyArn, parent),
    },
    { parent },
  );
  api.serve(page, ["GET /survey", "POST /survey"]);
  return pulumi.interpolate`${api.endpoint}/survey`;
}

/** The handler a flow stores an answer with. */
export function surveyHandler(name: string, args: SurveyArgs, parent: pulumi.Resource): HandlerFunction {
  const { surveys, ...common } = args;
  return new HandlerFunction(
    `${name}-save-survey`,
    {
      ...common,
      factory: saveSurveyFactory,
      description: "Stores what a customer answered to the survey by keypad or in a chat, once a contact",
      environment: { SURVEYS_TABLE: surveys.name },
      permissions: tableUse(surveys, ["UpdateItem"], common.keyArn, parent),
    },
    { parent },
  );
}
