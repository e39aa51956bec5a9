/** Where Connect puts call recordings, chat transcripts and scheduled reports. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../foundations/privateBucket";
import { type Site, connectOptions } from "./site";

/** What the centre keeps. */
export interface StorageArgs {
  /** ARN of the customer key (Connect refuses an alias or an id). */
  keyArn: pulumi.Input<string>;
  /** Days recordings and transcripts are kept, from 1. Left out, they are kept for ever. */
  retainRecordingsDays?: number;
  /** Days reports are kept, from 1. Left out, they are kept for ever. */
  retainReportsDays?: number;
}

/** The buckets Connect writes to. */
export interface BuiltStorage {
  /** Recordings and transcripts. */
  recordings: PrivateBucket;
  /** Scheduled reports. */
  reports: PrivateBucket;
}

/** Key prefixes in the buckets; Connect appends `/YYYY/MM/DD/` for recordings and transcripts. */
export const STORAGE_PREFIX = {
  recordings: "connect/recordings",
  transcripts: "connect/transcripts",
  reports: "connect/reports",
} as const;

/** Days after which recordings, hardly heard again once a week is over, move to cheaper storage that still plays them at once. */
const ARCHIVE_AFTER_DAYS = 7;

/** Makes the buckets and tells the instance to use them. */
export function buildStorage(site: Site, args: StorageArgs): BuiltStorage {
  const recordings = new PrivateBucket(
    `${site.name}-recordings`,
    {
      keyArn: args.keyArn,
      retainDays: args.retainRecordingsDays,
      archiveAfterDays: ARCHIVE_AFTER_DAYS,
      protectData: site.protectData,
    },
    { parent: site.parent },
  );
  const reports = new PrivateBucket(
    `${site.name}-reports`,
    { keyArn: args.keyArn, retainDays: args.retainReportsDays, protectData: site.protectData },
    { parent: site.parent },
  );
  associate(site, "CALL_RECORDINGS", recordings, STORAGE_PREFIX.recordings, args.keyArn);
  associate(site, "CHAT_TRANSCRIPTS", recordings, STORAGE_PREFIX.transcripts, args.keyArn);
  associate(site, "SCHEDULED_REPORTS", reports, STORAGE_PREFIX.reports, args.keyArn);
  return { recordings, reports };
}

function associate(
  site: Site,
  resourceType: string,
  bucket: PrivateBucket,
  prefix: string,
  keyArn: pulumi.Input<string>,
): void {
  site.lane.add(
    new aws.connect.InstanceStorageConfig(
      `${site.name}-storage-${resourceType.toLowerCase().replaceAll("_", "-")}`,
      {
        instanceId: site.instanceId,
        resourceType,
        storageConfig: {
          storageType: "S3",
          s3Config: {
            bucketName: bucket.bucketName,
            bucketPrefix: prefix,
            encryptionConfig: { encryptionType: "KMS", keyId: keyArn },
          },
        },
      },
      connectOptions(site),
    ),
  );
}
