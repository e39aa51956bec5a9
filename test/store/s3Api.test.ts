/** S3 through the real SDK: one table of operations and what each answers, then bodies, permissions and faults. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { failure } from "../support/localDynamodb";
import { roleArn } from "../support/graphs";
import { BUCKET_KEY, RunningStore, START, StoreGraph } from "./support";

const Bucket = "plain";
const MARKS = "what?*<>&'\"%+ ü😀\\[x].txt";

/** Name and HTTP status of what S3 refused. */
async function refusal(work: Promise<unknown>): Promise<[string, number | undefined]> {
  const error = await failure(work);
  if (!(error instanceof S3ServiceException)) throw error;
  return [error.name, error.$metadata.httpStatusCode];
}

async function textOf(client: S3Client, Key: string, more: object = {}): Promise<string | undefined> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Body?.transformToString();
}

describe("the local S3, asked by the real SDK", () => {
  let store: RunningStore;
  let s3: S3Client;
  const put = (Key: string, Body: string, more: object = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

  async function open(graph = new StoreGraph().bucket(Bucket).bucket("versioned", { versioning: "Enabled" })) {
    store = await RunningStore.start(graph);
    s3 = store.client();
  }

  afterEach(() => store.close());

  /** What each operation does with a bucket that has `a.txt` ("hello") and `folder/b.txt` ("b"). */
  const CASES: Record<string, () => Promise<void>> = {
    "ListBuckets names the declared ones": async () => {
      const { Buckets } = await s3.send(new ListBucketsCommand({}));
      expect(Buckets?.map(({ Name }) => Name)).to.deep.equal([Bucket, "versioned"]);
    },
    "HeadBucket tells a declared bucket from another": async () => {
      expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).to.equal("us-east-1");
      expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: "elsewhere" })))).to.deep.equal(["NotFound", 404]);
    },
    "GetBucketLocation and GetBucketVersioning tell what is declared": async () => {
      expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).to.not.be.ok;
      expect((await s3.send(new GetBucketVersioningCommand({ Bucket: "versioned" }))).Status).to.equal("Enabled");
      expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).to.equal(undefined);
    },
    "PutObject answers the MD5 and the checksum": async () => {
      const answer = await put("c.txt", "text");
      expect(answer.ETag).to.equal(`"${createHash("md5").update("text").digest("hex")}"`);
      expect(answer.ChecksumCRC32).to.equal("O4unxw==");
      expect([answer.ServerSideEncryption, answer.VersionId]).to.deep.equal(["AES256", undefined]);
    },
    "PutObject with If-None-Match keeps what is there": async () => {
      expect(await refusal(put("a.txt", "again", { IfNoneMatch: "*" }))).to.deep.equal(["PreconditionFailed", 412]);
      expect(await textOf(s3, "a.txt")).to.equal("hello");
      await put("new.txt", "first", { IfNoneMatch: "*" });
    },
    "PutObject with If-Match replaces only what was seen": async () => {
      const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: "a.txt" }));
      await put("a.txt", "changed", { IfMatch: ETag });
      expect(await refusal(put("a.txt", "late", { IfMatch: ETag }))).to.deep.equal(["PreconditionFailed", 412]);
      expect(await refusal(put("none.txt", "x", { IfMatch: ETag }))).to.deep.equal(["NoSuchKey", 404]);
    },
    "PutObject refuses bytes that are not those the caller summed": async () => {
      const wrong = createHash("md5").update("other").digest("base64");
      expect((await refusal(put("c.txt", "text", { ContentMD5: wrong })))[0]).to.equal("BadDigest");
      expect((await refusal(put("c.txt", "text", { ChecksumCRC32: "AAAAAA==" })))[0]).to.equal("BadDigest");
      expect(await refusal(textOf(s3, "c.txt"))).to.deep.equal(["NoSuchKey", 404]);
    },
    "PutObject refuses a key of more than 1,024 bytes": async () => {
      expect(await refusal(put("ü".repeat(513), "x"))).to.deep.equal(["KeyTooLongError", 400]);
      await put("ü".repeat(512), "x");
      expect(await textOf(s3, "ü".repeat(512))).to.equal("x");
    },
    "every checksum the SDK computes is checked and comes back": async () => {
      for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "SHA1", "SHA256"] as const) {
        const put = await s3.send(new PutObjectCommand({ Bucket, Key: "sum", Body: "123456789", ChecksumAlgorithm }));
        const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "sum", ChecksumMode: "ENABLED" }));
        const name = `Checksum${ChecksumAlgorithm}` as const;
        expect(put[name], name).to.be.a("string");
        expect(head[name], name).to.equal(put[name]);
      }
    },
    "GetObject answers headers, metadata and tags as they were put": async () => {
      const Metadata = { origin: "test" };
      const given = { ContentType: "text/csv", CacheControl: "no-store", ContentEncoding: "gzip", Metadata };
      await put("c.csv", "text", { ...given, Tagging: "kind=report&by=me" });
      const { Body, ...answer } = await s3.send(new GetObjectCommand({ Bucket, Key: "c.csv" }));
      expect(await Body?.transformToString()).to.equal("text");
      expect(answer).to.deep.include({ ...given, ContentLength: 4, TagCount: 2, AcceptRanges: "bytes" });
      expect(answer.LastModified?.getTime()).to.equal(START);
    },
    "GetObject answers ranges": async () => {
      const { ContentRange, Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "a.txt", Range: "bytes=1-2" }));
      expect([ContentRange, await Body?.transformToString()]).to.deep.equal(["bytes 1-2/5", "el"]);
      expect(await textOf(s3, "a.txt", { Range: "bytes=-2" })).to.equal("lo");
      expect(await textOf(s3, "a.txt", { Range: "bytes=3-" })).to.equal("lo");
      expect(await refusal(textOf(s3, "a.txt", { Range: "bytes=5-9" }))).to.deep.equal(["InvalidRange", 416]);
    },
    "GetObject keeps conditions": async () => {
      const { ETag = "" } = await s3.send(new HeadObjectCommand({ Bucket, Key: "a.txt" }));
      expect((await refusal(textOf(s3, "a.txt", { IfNoneMatch: ETag })))[1]).to.equal(304);
      expect((await refusal(textOf(s3, "a.txt", { IfModifiedSince: new Date(START) })))[1]).to.equal(304);
      expect(await refusal(textOf(s3, "a.txt", { IfMatch: '"other"' }))).to.deep.equal(["PreconditionFailed", 412]);
      expect(await textOf(s3, "a.txt", { IfMatch: ETag, IfNoneMatch: '"other"' })).to.equal("hello");
    },
    "GetObject and HeadObject tell what is missing": async () => {
      expect(await refusal(textOf(s3, "none"))).to.deep.equal(["NoSuchKey", 404]);
      expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: "none" })))).to.deep.equal(["NotFound", 404]);
      expect(await refusal(textOf(s3, "a", { Bucket: "elsewhere" }))).to.deep.equal(["NoSuchBucket", 404]);
    },
    "HeadObject tells the length without the bytes": async () => {
      const { ContentLength, ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: "a.txt" }));
      expect([ContentLength, ETag]).to.deep.equal([5, `"${createHash("md5").update("hello").digest("hex")}"`]);
    },
    "any key comes back as it was put": async () => {
      const keys = [MARKS, "a", "a/", "a//b", "a/b", "../up", "./here", "dot.", "line\tbreak", "%41"];
      for (const key of keys) await put(key, `of ${key}`);
      for (const key of keys) expect(await textOf(s3, key), key).to.equal(`of ${key}`);
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
      expect(Contents?.map(({ Key }) => Key)).to.include.members(keys);
    },
    "ListObjectsV2 gathers what lies behind a delimiter": async () => {
      const { Contents, CommonPrefixes, KeyCount } = await s3.send(
        new ListObjectsV2Command({ Bucket, Delimiter: "/" }),
      );
      expect(Contents?.map(({ Key, Size }) => [Key, Size])).to.deep.equal([["a.txt", 5]]);
      expect(CommonPrefixes).to.deep.equal([{ Prefix: "folder/" }]);
      expect(KeyCount).to.equal(2);
    },
    "ListObjectsV2 goes on where a page ended": async () => {
      for (const key of ["x/1", "x/2", "y", "z/1"]) await put(key, "x");
      const seen: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const input = { Bucket, Delimiter: "/", MaxKeys: 1, ContinuationToken };
        const page = await s3.send(new ListObjectsV2Command(input));
        expect(page.KeyCount).to.equal(1);
        seen.push(page.Contents?.[0]?.Key ?? page.CommonPrefixes?.[0]?.Prefix);
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      expect(seen).to.deep.equal(["a.txt", "folder/", "x/", "y", "z/"]);
      const after = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: "x/1", Prefix: "x/" }));
      expect(after.Contents?.map(({ Key }) => Key)).to.deep.equal(["x/2"]);
    },
    "DeleteObject deletes, and does not mind what is not there": async () => {
      await s3.send(new DeleteObjectCommand({ Bucket, Key: "a.txt" }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: "a.txt" }));
      expect(await refusal(textOf(s3, "a.txt"))).to.deep.equal(["NoSuchKey", 404]);
    },
    "DeleteObjects deletes many": async () => {
      const Objects = ["a.txt", "folder/b.txt", "none"].map((Key) => ({ Key }));
      const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      expect(Deleted?.map(({ Key }) => Key)).to.deep.equal(["a.txt", "folder/b.txt", "none"]);
      expect(store.s3.store.list(Bucket)).to.deep.equal([]);
    },
    "CopyObject copies bytes and metadata, or replaces them": async () => {
      await put("c.txt", "text", { Metadata: { origin: "test" }, ContentType: "text/plain" });
      await s3.send(new CopyObjectCommand({ Bucket, Key: "d.txt", CopySource: `${Bucket}/c.txt` }));
      const copied = await s3.send(new HeadObjectCommand({ Bucket, Key: "d.txt" }));
      expect(copied).to.deep.include({ Metadata: { origin: "test" }, ContentType: "text/plain", ContentLength: 4 });
      const replace = { MetadataDirective: "REPLACE" as const, Metadata: { other: "yes" } };
      await s3.send(new CopyObjectCommand({ Bucket, Key: "d.txt", CopySource: `${Bucket}/d.txt`, ...replace }));
      expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "d.txt" }))).Metadata).to.deep.equal({ other: "yes" });
      const none = new CopyObjectCommand({ Bucket, Key: "e", CopySource: `${Bucket}/none` });
      expect(await refusal(s3.send(none))).to.deep.equal(["NoSuchKey", 404]);
    },
    "tags are put and read": async () => {
      const TagSet = [{ Key: "kind", Value: "a & b" }];
      await s3.send(new PutObjectTaggingCommand({ Bucket, Key: "a.txt", Tagging: { TagSet } }));
      expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "a.txt" }))).TagSet).to.deep.equal(TagSet);
    },
    "an upload in parts becomes one object": async () => {
      const Key = "large.bin";
      const upload = { Bucket, Key };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...upload, ChecksumAlgorithm: "CRC32" }));
      const first = Buffer.alloc(5 * 1024 * 1024, "a");
      const bodies = [first, Buffer.from("end")];
      const Parts = [];
      for (const [index, Body] of bodies.entries()) {
        const part = { ...upload, UploadId, PartNumber: index + 1, Body };
        const { ETag, ChecksumCRC32 } = await s3.send(new UploadPartCommand(part));
        Parts.push({ ETag, ChecksumCRC32, PartNumber: index + 1 });
      }
      const listed = await s3.send(new ListPartsCommand({ ...upload, UploadId }));
      expect(listed.Parts?.map(({ Size }) => Size)).to.deep.equal([first.length, 3]);
      expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).to.have.length(1);
      const complete = { ...upload, UploadId, MultipartUpload: { Parts } };
      const { ETag } = await s3.send(new CompleteMultipartUploadCommand(complete));
      expect(ETag).to.match(/^"[0-9a-f]{32}-2"$/);
      expect(store.s3.store.get(Bucket, Key)?.equals(Buffer.concat(bodies))).to.equal(true);
      expect(await refusal(s3.send(new CompleteMultipartUploadCommand(complete)))).to.deep.equal(["NoSuchUpload", 404]);
      expect(await textOf(s3, Key, { Range: "bytes=-4" })).to.equal("aend");
    },
    "an upload refuses small, unknown and disordered parts, and can be aborted": async () => {
      const upload = { Bucket, Key: "large.bin" };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
      const part = (PartNumber: number) =>
        s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber, Body: "x" }));
      const [{ ETag }] = [await part(1), await part(2)];
      const complete = (...numbers: number[]) => {
        const Parts = numbers.map((PartNumber) => ({ PartNumber, ETag }));
        return refusal(
          s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } })),
        );
      };
      expect(await complete(1, 2)).to.deep.equal(["EntityTooSmall", 400]);
      expect(await complete(2, 1)).to.deep.equal(["InvalidPartOrder", 400]);
      expect(await complete(1, 3)).to.deep.equal(["EntityTooSmall", 400]);
      expect(await complete(3)).to.deep.equal(["InvalidPart", 400]);
      await s3.send(new AbortMultipartUploadCommand({ ...upload, UploadId }));
      expect(await complete(1)).to.deep.equal(["NoSuchUpload", 404]);
      expect(await refusal(textOf(s3, "large.bin"))).to.deep.equal(["NoSuchKey", 404]);
    },
    "versions stay readable behind a delete marker": async () => {
      const at = { Bucket: "versioned", Key: "a" };
      const first = await s3.send(new PutObjectCommand({ ...at, Body: "1" }));
      const second = await s3.send(new PutObjectCommand({ ...at, Body: "2" }));
      const marker = await s3.send(new DeleteObjectCommand(at));
      expect(marker.DeleteMarker).to.equal(true);
      expect(await refusal(s3.send(new GetObjectCommand(at)))).to.deep.equal(["NoSuchKey", 404]);
      const old = await s3.send(new GetObjectCommand({ ...at, VersionId: first.VersionId }));
      expect(await old.Body?.transformToString()).to.equal("1");
      const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: "versioned" }));
      expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).to.deep.equal([
        [second.VersionId, false],
        [first.VersionId, false],
      ]);
      expect(listed.DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).to.deep.equal([
        [marker.VersionId, true],
      ]);
      await s3.send(new DeleteObjectCommand({ ...at, VersionId: marker.VersionId }));
      const back = await s3.send(new GetObjectCommand(at));
      expect([await back.Body?.transformToString(), back.VersionId]).to.deep.equal(["2", second.VersionId]);
    },
    "versions are listed page by page": async () => {
      const at = { Bucket: "versioned", Key: "a" };
      const ids = [];
      for (const Body of ["1", "2", "3"]) ids.unshift((await s3.send(new PutObjectCommand({ ...at, Body }))).VersionId);
      const seen: (string | undefined)[] = [];
      let [KeyMarker, VersionIdMarker]: (string | undefined)[] = [];
      do {
        const input = { Bucket: "versioned", MaxKeys: 1, KeyMarker, VersionIdMarker };
        const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand(input));
        seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
        [KeyMarker, VersionIdMarker] = [page.NextKeyMarker, page.NextVersionIdMarker];
      } while (KeyMarker !== undefined);
      expect(seen).to.deep.equal(ids);
    },
    "what the program declares cannot be asked for as a setting": async () => {
      const { GetBucketPolicyCommand } = await import("@aws-sdk/client-s3");
      expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).to.deep.equal(["NotImplemented", 501]);
    },
  };

  for (const [name, run] of Object.entries(CASES)) {
    it(name, async () => {
      await open();
      await put("a.txt", "hello");
      await put("folder/b.txt", "b");
      await run();
    });
  }

  it("stores the bytes of a stream, not the chunks they were sent in", async () => {
    await open();
    const text = "row\n".repeat(50_000);
    const Body = Readable.from([text.slice(0, 70_000), text.slice(70_000)].map((part) => Buffer.from(part)));
    await s3.send(new PutObjectCommand({ Bucket, Key: "stream", Body, ContentLength: text.length }));
    expect(store.s3.store.get(Bucket, "stream")?.toString()).to.equal(text);
    const { ChecksumCRC32 } = await s3.send(new HeadObjectCommand({ Bucket, Key: "stream", ChecksumMode: "ENABLED" }));
    expect(ChecksumCRC32).to.be.a("string");
  });

  it("holds the objects the program declares", async () => {
    const object = { bucket: Bucket, key: "config.json", content: "{}", contentType: "application/json" };
    await open(new StoreGraph().bucket(Bucket).declare("aws:s3/bucketObjectv2:BucketObjectv2", "config", object));
    const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket, Key: "config.json" }));
    expect([await Body?.transformToString(), ContentType]).to.deep.equal(["{}", "application/json"]);
  });

  it("lets a role do what its policies allow, on the objects they name", async () => {
    const objects = `arn:aws:s3:::${Bucket}/own/*`;
    await open(
      new StoreGraph()
        .bucket(Bucket)
        .role("writer", { Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject"], Resource: objects }),
    );
    const role = store.client("writer");
    await role.send(new PutObjectCommand({ Bucket, Key: "own/a", Body: "1" }));
    expect(await textOf(role, "own/a")).to.equal("1");
    const other = role.send(new PutObjectCommand({ Bucket, Key: "other/a", Body: "1" }));
    expect(await refusal(other)).to.deep.equal(["AccessDenied", 403]);
    expect(await refusal(role.send(new DeleteObjectCommand({ Bucket, Key: "own/a" })))).to.deep.equal([
      "AccessDenied",
      403,
    ]);
    expect(await refusal(textOf(role, "own/none")), "who may not list is not told").to.deep.equal([
      "AccessDenied",
      403,
    ]);
    expect(await refusal(role.send(new ListObjectsV2Command({ Bucket })))).to.deep.equal(["AccessDenied", 403]);
  });

  it("lets a bucket's policy allow a role, and deny one", async () => {
    const objects = `arn:aws:s3:::${Bucket}/*`;
    const principal = { AWS: roleArn("reader") };
    await open(
      new StoreGraph()
        .bucket(Bucket)
        .role("reader")
        .bucketPolicy(
          Bucket,
          { Effect: "Allow", Principal: principal, Action: "s3:GetObject", Resource: objects },
          { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: `arn:aws:s3:::${Bucket}/secret/*` },
        ),
    );
    await put("a", "1");
    await put("secret/a", "1");
    const role = store.client("reader");
    expect(await textOf(role, "a")).to.equal("1");
    expect(await refusal(textOf(role, "secret/a"))).to.deep.equal(["AccessDenied", 403]);
  });

  it("asks for the use of the key a bucket encrypts with", async () => {
    const all: { Effect: "Allow"; Action: string; Resource: string } = {
      Effect: "Allow",
      Action: "s3:*",
      Resource: "*",
    };
    const key = (Action: string) => ({ Effect: "Allow" as const, Action, Resource: BUCKET_KEY });
    await open(
      new StoreGraph()
        .bucket(Bucket, { keyArn: BUCKET_KEY })
        .bucketKey()
        .role("no-key", all)
        .role("writer", all, key("kms:GenerateDataKey"))
        .role("reader", all, key("kms:Decrypt")),
    );
    const command = new PutObjectCommand({ Bucket, Key: "a", Body: "1" });
    expect(await refusal(store.client("no-key").send(command))).to.deep.equal(["AccessDenied", 403]);
    const answer = await store.client("writer").send(command);
    expect(answer).to.include({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: BUCKET_KEY, BucketKeyEnabled: true });
    expect(await refusal(textOf(store.client("writer"), "a"))).to.deep.equal(["AccessDenied", 403]);
    expect(await textOf(store.client("reader"), "a")).to.equal("1");
  });

  it("refuses the whole of nothing when only some keys may be deleted", async () => {
    const own = { Effect: "Allow" as const, Action: "s3:DeleteObject", Resource: `arn:aws:s3:::${Bucket}/own/*` };
    await open(new StoreGraph().bucket(Bucket).role("cleaner", own));
    await put("own/a", "1");
    await put("other", "1");
    const Objects = ["own/a", "other"].map((Key) => ({ Key }));
    const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects } });
    const { Deleted, Errors } = await store.client("cleaner").send(command);
    expect(Deleted?.map(({ Key }) => Key)).to.deep.equal(["own/a"]);
    expect(Errors?.map(({ Key, Code }) => [Key, Code])).to.deep.equal([["other", "AccessDenied"]]);
    expect(store.s3.store.list(Bucket).map(({ key }) => key)).to.deep.equal(["other"]);
  });

  it("fails as it is told to: the SDK comes again after SlowDown", async () => {
    await open();
    store.s3.faults.set(Bucket, { kind: "throttle", times: 1, operations: ["PutObject"] });
    expect(await refusal(put("a", "1"))).to.deep.equal(["SlowDown", 503]);
    store.s3.faults.set(Bucket, { kind: "throttle", times: 1 });
    await store.client(undefined, 2).send(new PutObjectCommand({ Bucket, Key: "a", Body: "1" }));
    expect(await textOf(s3, "a")).to.equal("1");
  });

  it("gives its objects to clients without a socket too", async () => {
    await open();
    const { administrator: credentials } = store.gateway;
    const requestHandler = store.gateway.inProcessHandler();
    const settings = { endpoint: store.gateway.url, region: "us-east-1", credentials, requestHandler };
    const client = new S3Client(settings);
    await client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "one" }));
    expect(await textOf(client, "a")).to.equal("one");
    expect(await textOf(client, "a", { Range: "bytes=1-" })).to.equal("ne");
    expect(await refusal(textOf(client, "none"))).to.deep.equal(["NoSuchKey", 404]);
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).to.equal(1);
  });

  it("serves a presigned URL until it expires", async () => {
    await open();
    await put("a b", "1");
    const signed = (seconds: number): string => {
      const credential = `${store.gateway.administrator.accessKeyId}/20260302/us-east-1/s3/aws4_request`;
      const query = new URLSearchParams({
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": credential,
        "X-Amz-Date": "20260302T090000Z",
        "X-Amz-Expires": String(seconds),
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Signature": "0".repeat(64),
        "response-content-type": "text/plain",
      });
      return `${store.gateway.url}/${Bucket}/a%20b?${query.toString()}`;
    };
    const url = signed(60);
    const answer = await fetch(url);
    expect([answer.status, await answer.text(), answer.headers.get("content-type")]).to.deep.equal([
      200,
      "1",
      "text/plain",
    ]);
    await store.clock.advance(60_001);
    const late = await fetch(url);
    expect([late.status, /<Code>(\w+)/.exec(await late.text())?.[1]]).to.deep.equal([403, "AccessDenied"]);
  });
});
