/** How Redshift Serverless runs: what can be set, and what is taken where nothing is. */
import type * as pulumi from "@pulumi/pulumi";

/** How Redshift Serverless runs, and what it may cost. */
export interface RedshiftArgs {
  /**
   * Minutes between loads, 1 to 1,440: what a row waits before it can be queried, and what the warehouse costs, because
   * every load keeps it awake for a minute. Default 15.
   */
  loadEveryMinutes?: number;
  /** RPUs it begins with: 4, or a multiple of 8 up to 512. Not every Region has 4. Default 8. */
  baseCapacity?: number;
  /** RPUs it grows to. Default: it does not grow. */
  maximumCapacity?: number;
  /** RPU-hours after which it is turned off until the period is over. Default: three times what loads alone take. */
  rpuHours?: number;
  /** The period of `rpuHours`: `daily` or `monthly`. Default `monthly`. */
  limitPeriod?: string;
  /** Private subnets in three zones that reach S3. With `securityGroupIds`; left out, the pipeline makes a network. */
  subnetIds?: pulumi.Input<string>[];
  /** Security groups of the warehouse. */
  securityGroupIds?: pulumi.Input<string>[];
  /** First two numbers of the made network's addresses, `10.0` to `10.255`. Default `10.90`. */
  addressPrefix?: string;
}

const DEFAULT_LOAD_MINUTES = 15;
const DEFAULT_CAPACITY = 8;

/** Hours and days of an average month. */
const HOURS_A_MONTH = 730;
const DAYS_A_MONTH = HOURS_A_MONTH / 24;

/** Every minute in which rows are loaded is paid for, so what loads alone take is known. Analysts get twice as much again. */
const LIMIT_FACTOR = 3;

/** Settings with the defaults filled in. */
export function redshiftSettings({
  baseCapacity = DEFAULT_CAPACITY,
  loadEveryMinutes = DEFAULT_LOAD_MINUTES,
  ...rest
}: RedshiftArgs) {
  const { limitPeriod = "monthly", maximumCapacity = baseCapacity } = rest;
  const loadsOfAnHour = 60 / loadEveryMinutes;
  const awakeHours = (loadsOfAnHour / 60) * HOURS_A_MONTH * baseCapacity;
  const ofPeriod = limitPeriod === "daily" ? awakeHours / DAYS_A_MONTH : awakeHours;
  const rpuHours = rest.rpuHours ?? Math.ceil(LIMIT_FACTOR * ofPeriod);
  return { ...rest, baseCapacity, maximumCapacity, loadEveryMinutes, limitPeriod, rpuHours };
}
