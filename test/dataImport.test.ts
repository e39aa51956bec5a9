/** A user's own customers and orders, and the samples. */
import { scryptSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { customerFields, orderFields, orderStatuses, type Customer } from "../local/data/customer";
import { maximumFileBytes, maximumLineBytes } from "../local/data/dataFile";
import { importCustomers, readCustomers } from "../local/data/importCustomers";
import { listedMistakes, mistakeText, type ImportMistake } from "../local/data/mistakes";
import { storedPin } from "../local/data/pin";
import { sampleCustomers } from "../local/data/sampleData";

const header = "phoneNumber,firstName,lastName,customerId,orderId,item,status,deliveryDay,placedAt";
const lamp = "O-1,desk lamp,placed,2026-05-05,2026-05-01T10:00:00Z";
const alex = "+12065550100,Alex,Morgan,C-1";

const alexWithLamp: Customer = {
  phoneNumber: "+12065550100",
  customerId: "C-1",
  firstName: "Alex",
  lastName: "Morgan",
  pin: "",
  email: "",
  orders: [
    {
      orderId: "O-1",
      item: "desk lamp",
      status: "placed",
      deliveryDay: "2026-05-05",
      placedAt: "2026-05-01T10:00:00.000Z",
    },
  ],
};

async function customersOf(text: string | Buffer): Promise<Customer[]> {
  const result = await readCustomers([Buffer.from(text)]);
  if (!result.ok) throw new Error(result.mistakes.map(mistakeText).join("\n"));
  return result.customers;
}

const headerWithPin = `${header},pin`;

async function mistakesOf(text: string | Buffer): Promise<ImportMistake[]> {
  const result = await readCustomers([Buffer.from(text)]);
  if (result.ok) throw new Error("The file should have mistakes.");
  expect(result.total).to.equal(result.mistakes.length);
  return result.mistakes;
}

/** Places of the mistakes: line and column. */
async function placesOf(text: string): Promise<string[]> {
  return (await mistakesOf(text)).map(({ line, column }) => `${line} ${column}`);
}

function csv(...lines: string[]): string {
  return [header, ...lines].join("\n");
}

describe("importing customers", () => {
  describe("from CSV", () => {
    it("gathers the orders of a customer from several lines", async () => {
      const second = "O-2,rug,shipped,2026-05-03,2026-05-02T12:00:00+02:00";
      const [customer] = await customersOf(csv(`${alex},${lamp}`, `${alex},${second}`));
      expect(customer?.orders.map(({ orderId, placedAt }) => [orderId, placedAt])).to.deep.equal([
        ["O-1", "2026-05-01T10:00:00.000Z"],
        ["O-2", "2026-05-02T10:00:00.000Z"],
      ]);
    });

    it("takes a customer without orders and without names", async () => {
      expect(await customersOf(csv("+12065550102,,,C-2,,,,,"))).to.deep.equal([
        { phoneNumber: "+12065550102", customerId: "C-2", firstName: "", lastName: "", pin: "", email: "", orders: [] },
      ]);
    });

    it("takes PINs in a column that may be left out, and never repeats one in what it says", async () => {
      const [customer] = await customersOf([headerWithPin, `${alex},${lamp},0123`].join("\n"));
      expect(customer?.pin).to.equal("0123");
      const rows = [`${alex},${lamp},123`, `${alex},O-2,rug,placed,,2026-05-01T10:00:00Z,98765`];
      const mistakes = await mistakesOf([headerWithPin, ...rows].join("\n"));
      expect(mistakes.map(mistakeText)).to.deep.equal([
        "line 2, pin: 4 to 6 digits, as text, or nothing",
        "line 3, pin: the same as on line 2 for the same number",
      ]);
    });

    it("takes e-mail addresses in a column that may be left out, one for a number", async () => {
      const withEmail = (...rows: string[]) => [`${header},email`, ...rows].join("\n");
      const [customer] = await customersOf(withEmail(`${alex},${lamp},alex.m+shop@mail.example.com`));
      expect(customer?.email).to.equal("alex.m+shop@mail.example.com");
      for (const wrong of ["alex", "alex@", "alex@example", "a..b@example.com", "a@b@example.com", "a b@example.com"]) {
        expect(await placesOf(withEmail(`${alex},${lamp},${wrong}`)), wrong).to.deep.equal(["2 email"]);
      }
      const second = `${alex},O-2,rug,placed,,2026-05-01T10:00:00Z,sam@example.com`;
      expect(await placesOf(withEmail(`${alex},${lamp},alex@example.com`, second))).to.deep.equal(["3 email"]);
    });

    it("lets a customer have several numbers", async () => {
      const customers = await customersOf(csv(`${alex},${lamp}`, "+12065550109,Alex,Morgan,C-1,,,,,"));
      expect(customers.map(({ customerId, orders }) => [customerId, orders.length])).to.deep.equal([
        ["C-1", 1],
        ["C-1", 0],
      ]);
    });

    const forms: Record<string, string> = {
      "a byte order mark": `\ufeff${csv(`${alex},${lamp}`)}`,
      "CRLF line ends": csv(`${alex},${lamp}`, "").replaceAll("\n", "\r\n"),
      "empty lines": `\n\n${csv("", `${alex},${lamp}`, "", "")}`,
      "lines of empty values": csv(",,,,,,,,", `${alex},${lamp}`),
      "no line end at the end": csv(`${alex},${lamp}`),
      "blanks around values": csv(`${alex},${lamp}`.replaceAll(",", " , ")),
      quotes: csv(`${alex},${lamp}`.replace(/[^,]+/g, '"$&"')),
      "another order of columns": `lastName,firstName,${header.replace(",firstName,lastName", "")}\nMorgan,Alex,+12065550100,C-1,${lamp}`,
    };
    for (const [form, text] of Object.entries(forms)) {
      it(`takes ${form}`, async () => expect(await customersOf(text)).to.deep.equal([alexWithLamp]));
    }

    it("keeps commas, quotes and line breaks out of the way of values, and counts lines over them", async () => {
      const [customer] = await customersOf(csv(`+12065550100,"Al ""X"", Jr",Ö,C-1,${lamp}`));
      expect(customer?.firstName).to.equal('Al "X", Jr');
      expect(await placesOf(csv('+12065550100,"A\nB",,C-1,,,,,', "", "12,,,C-2,,,,,"))).to.deep.equal([
        "2 firstName",
        "5 phoneNumber",
      ]);
    });

    it("lists every mistake with line, column, value and what is allowed", async () => {
      const mistakes = await mistakesOf(
        csv(
          "12065550100,Alex,Morgan,,O-1,,sent,2026-02-30,yesterday",
          `${alex},${lamp}`,
          `${alex.replace("Alex", "Al")},${lamp}`,
        ),
      );
      expect(mistakes.map(mistakeText)).to.deep.equal([
        'line 2, phoneNumber: "12065550100" given; an E.164 number: + and 7 to 15 digits, such as +12065550100',
        "line 2, customerId: 1 to 64 letters, digits or . _ : # -",
        "line 2, item: 1 to 200 characters, no control characters",
        'line 2, status: "sent" given; one of placed, packed, shipped, delivered, cancelled',
        'line 2, deliveryDay: "2026-02-30" given; a day written YYYY-MM-DD, or nothing',
        'line 2, placedAt: "yesterday" given; a time with its zone, such as 2026-05-01T10:30:00Z or 2026-05-01T10:30:00+02:00',
        'line 4, firstName: "Al" given; "Alex", as on line 3 for the same number',
        'line 4, orderId: "O-1" given; once for a customer; C-1 has it on line 3 too',
      ]);
    });

    it("wants the rest of an order when a part of it is there", async () => {
      expect(await placesOf(csv(`${alex},,,placed,,`))).to.deep.equal(["2 orderId", "2 item", "2 placedAt"]);
    });

    it("refuses times that are none", async () => {
      const wrong = ["2026-05-01", "2026-05-01T10:00:00", "2026-05-01T24:00:00Z", "2026-13-01T10:00:00Z", "1 May 2026"];
      for (const placedAt of wrong) {
        const line = `${alex},O-1,lamp,placed,,${placedAt}`;
        expect(await placesOf(csv(line)), placedAt).to.deep.equal(["2 placedAt"]);
      }
    });

    it("wants each column once and no other", async () => {
      const text = `${header.replace("status", "state").replace("lastName", "firstName")}\n${alex},${lamp}`;
      expect(await placesOf(text)).to.deep.equal(["1 firstName", "1 lastName", "1 status", "1 state"]);
    });

    it("says so when values are separated by something else", async () => {
      const [mistake] = await mistakesOf(csv(`${alex},${lamp}`).replaceAll(",", ";"));
      expect(mistake).to.include({ line: 1, allowed: "values separated by commas" });
    });

    it("says where a line has too many or too few values", async () => {
      expect(await placesOf(csv(`${alex},${lamp},more`, "", alex))).to.deep.equal(["2 ", "4 "]);
    });

    it("says where a quote does not pair up", async () => {
      const open = csv(`${alex},${lamp}`, `"${alex},${lamp}`, `${alex},${lamp}`);
      const inside = csv(`${alex},${lamp}`, `${alex},O-2,a "big" lamp,placed,,2026-05-01T10:00:00Z`);
      for (const text of [open, inside]) {
        expect((await mistakesOf(text)).at(-1)).to.include({ line: 3, value: "a double quote that does not pair up" });
      }
    });
  });

  describe("from JSON lines", () => {
    const line = JSON.stringify(alexWithLamp);

    it("takes a customer a line, with BOM, CRLF and empty lines", async () => {
      const other = '{"phoneNumber":"+12065550102","customerId":"C-2","orders":[]}';
      const customers = await customersOf(`\ufeff\r\n${line}\r\n\r\n${other}\r\n`);
      expect(customers).to.deep.equal([
        alexWithLamp,
        { phoneNumber: "+12065550102", customerId: "C-2", firstName: "", lastName: "", pin: "", email: "", orders: [] },
      ]);
    });

    it("lists every mistake with its place in the object", async () => {
      const places = await placesOf(
        [
          "{}",
          '{"phoneNumber":12065550100,"customerId":"C-1","orders":{}}',
          '{"phoneNumber":"+12065550101","customerId":"C-1","orders":[1,{"orderId":"O-1","status":"gone"}]}',
          '{"phoneNumber":"+12065550101","customerId":"C-3","age":3,"__proto__":{"customerId":"C-9"}}',
          "[1]",
          '{"phoneNumber":',
        ].join("\n"),
      );
      expect(places).to.deep.equal([
        "1 phoneNumber",
        "1 customerId",
        "2 phoneNumber",
        "2 orders",
        "3 orders[0]",
        "3 orders[1].item",
        "3 orders[1].status",
        "3 orders[1].placedAt",
        "4 age",
        "4 __proto__",
        "4 phoneNumber",
        "5 ",
        "6 ",
      ]);
    });

    it("asks for one object a line when it finds a list", async () => {
      expect(await mistakesOf(`[${line}]`)).to.deep.equal([
        { line: 1, column: "", value: "a JSON list", allowed: "write one JSON object a line" },
      ]);
    });
  });

  describe("from any file", () => {
    it("goes by the first character, not by the name", async () => {
      const result = await readCustomers([Buffer.from(`  \n${JSON.stringify(alexWithLamp)}`)]);
      expect(result).to.deep.include({ ok: true, format: "ndjson" });
    });

    it("refuses an empty file, spreadsheets, archives and UTF-16", async () => {
      const files: [bytes: Buffer, found: string][] = [
        [Buffer.from(""), "an empty file"],
        [Buffer.from("\ufeff \n\n"), "an empty file"],
        [Buffer.from([0x50, 0x4b, 3, 4, 0xff]), "a spreadsheet or zip file"],
        [Buffer.from([0x1f, 0x8b, 8]), "a gzip file"],
        [Buffer.from("\ufeffphone\n", "utf16le"), "UTF-16 text"],
      ];
      for (const [bytes, found] of files) {
        expect((await mistakesOf(bytes)).map(({ value }) => value)).to.deep.equal([found]);
      }
    });

    it("says in which line bytes are not UTF-8, also at the end and across pieces", async () => {
      const latin = Buffer.from(csv(`${alex},${lamp}`, "+12065550101,Zo\xeb,,C-2,,,,,", ""), "latin1");
      const cut = Buffer.from(csv("+12065550101,Zoë")).subarray(0, -1);
      for (const [bytes, line] of [
        [latin, 3],
        [cut, 2],
      ] as const) {
        for (const size of [1, 7, 1000]) {
          const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
            bytes.subarray(i * size, (i + 1) * size),
          );
          const result = await readCustomers(pieces);
          const last = result.ok ? undefined : result.mistakes.at(-1);
          expect(last).to.include({ line, value: "bytes that are not UTF-8" });
        }
      }
    });

    it("stops at the limits of size", async () => {
      const [long] = await mistakesOf(`${header}\n${"x".repeat(maximumLineBytes + 1)}`);
      expect(long).to.include({ line: 2, value: `a line longer than ${maximumLineBytes} bytes` });
      const whole = [Buffer.from(`${header}\n`), Buffer.alloc(maximumFileBytes, "\n")];
      const result = await readCustomers(whole);
      expect(result).to.have.nested.property("mistakes[0].value", `more than ${maximumFileBytes} bytes`);
    });

    it("counts mistakes beyond those it lists", async () => {
      const bad = Array.from({ length: listedMistakes + 5 }, () => "1,,,C-1,,,,,");
      const result = await readCustomers([Buffer.from(csv(...bad))]);
      expect(result).to.include({ ok: false, total: listedMistakes + 5 });
      expect(result).to.have.property("mistakes").with.length(listedMistakes);
    });

    it("never throws for any bytes, and never gives a part of a file", async () => {
      const line = fc.oneof(fc.constantFrom(header, `${alex},${lamp}`, JSON.stringify(alexWithLamp), '"'), fc.string());
      const bytes = fc.oneof(
        fc.uint8Array().map((array) => Buffer.from(array)),
        fc.array(line).map((lines) => Buffer.from(lines.join("\n"))),
      );
      await fc.assert(
        fc.asyncProperty(bytes, async (file) => {
          const result = await readCustomers([file]);
          if (result.ok) return;
          expect(result.total).to.be.above(0);
          expect(result).not.to.have.property("customers");
        }),
        { numRuns: 500 },
      );
    });

    it("gives back what was written, in both formats and any pieces", async () => {
      await fc.assert(
        fc.asyncProperty(customers, fc.integer({ min: 1, max: 50 }), async (written, size) => {
          for (const text of [toCsv(written), written.map((one) => JSON.stringify(one)).join("\n")]) {
            const bytes = Buffer.from(text);
            const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
              bytes.subarray(i * size, (i + 1) * size),
            );
            const result = await readCustomers(pieces);
            expect(result).to.have.deep.property("customers", written);
          }
        }),
        { numRuns: 100 },
      );
    });
  });

  describe("by path", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "import-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it("reads the file, whatever it is called", async () => {
      const file = join(folder, "customers.json");
      writeFileSync(file, csv(`${alex},${lamp}`));
      expect(await importCustomers(file)).to.deep.equal([alexWithLamp]);
    });

    it("rejects with the first 50 mistakes and the number of the rest", async () => {
      const file = join(folder, "customers.csv");
      writeFileSync(file, csv(...Array.from({ length: 60 }, () => "1,,,C-1,,,,,")));
      const error = await importCustomers(file).then(
        () => undefined,
        (reason: Error) => reason,
      );
      const lines = error?.message.split("\n") ?? [];
      expect(lines[0]).to.equal(`${file} has 60 mistake(s), nothing was loaded:`);
      expect(lines).to.have.length(52);
      expect(lines.at(-1)).to.equal("  and 10 more");
    });

    it("rejects when there is no such file", async () => {
      const error = await importCustomers(join(folder, "none.csv")).catch((reason: Error) => reason);
      expect(String(error)).to.contain("ENOENT");
    });
  });
});

const name = fc.stringMatching(/^[A-Za-z,"ë&<🙂]{1,8}$/u);
const order = fc.record({
  orderId: fc.stringMatching(/^[A-Za-z0-9._:#-]{1,6}$/),
  item: name,
  status: fc.constantFrom(...orderStatuses),
  deliveryDay: fc.constantFrom("", "2026-02-28", "2028-02-29"),
  placedAt: fc
    .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString()),
});
const customers: fc.Arbitrary<Customer[]> = fc.uniqueArray(
  fc.record({
    phoneNumber: fc.stringMatching(/^\+1206555[0-9]{4}$/),
    customerId: fc.stringMatching(/^C-[0-9]{4}$/),
    firstName: name,
    lastName: fc.oneof(name, fc.constant("")),
    pin: fc.constantFrom("", "0123", "987654"),
    email: fc.constantFrom("", "name@example.com", "a.b+c@mail.example.com"),
    orders: fc.uniqueArray(order, { selector: ({ orderId }) => orderId, maxLength: 4 }),
  }),
  {
    comparator: (a, b) => a.phoneNumber === b.phoneNumber || a.customerId === b.customerId,
    minLength: 1,
    maxLength: 5,
  },
);

function toCsv(written: Customer[]): string {
  const quote = (value: string) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const rows = written.flatMap(({ phoneNumber, firstName, lastName, customerId, pin, email, orders }) => {
    const own = [phoneNumber, firstName, lastName, customerId];
    if (orders.length === 0) return [[...own, "", "", "", "", "", pin, email]];
    return orders.map((one) => [...own, one.orderId, one.item, one.status, one.deliveryDay, one.placedAt, pin, email]);
  });
  return [`${headerWithPin},email`, ...rows.map((row) => row.map(quote).join(","))].join("\n");
}

describe("a stored PIN", () => {
  it("is a hash with a salt of its own that the handlers take for it", async () => {
    const [one, other] = await Promise.all([storedPin("2468"), storedPin("2468")]);
    expect(one?.pinHash).to.equal(scryptSync("2468", one?.pinSalt ?? "", 32).toString("hex"));
    expect(one?.pinSalt)
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.to.equal(other?.pinSalt);
    expect(await storedPin("")).to.equal(undefined);
  });
});

describe("sample customers", () => {
  const now = new Date("2026-05-01T12:00:00Z");
  const samples = sampleCustomers(now);

  it("obey the rules of imported ones", async () => {
    const lines = samples.map((customer) => JSON.stringify(customer)).join("\n");
    expect(await customersOf(lines)).to.deep.equal(samples);
    expect(Object.keys({ ...customerFields, orders: 0 })).to.have.members(Object.keys(samples[0] ?? {}));
    expect(Object.keys(orderFields)).to.have.members(Object.keys(samples[0]?.orders[0] ?? {}));
  });

  it("have a caller with an order to change, one on its way, and one without orders", () => {
    const newest = new Map(samples.map(({ phoneNumber, orders }) => [phoneNumber, orders[0]?.status]));
    expect(newest.get("+12065550100")).to.equal("placed");
    expect(newest.get("+12065550101")).to.equal("shipped");
    expect(newest.has("+12065550102")).to.equal(true);
    expect(newest.get("+12065550102")).to.equal(undefined);
    expect(samples.some(({ firstName }) => /[<&]/.test(firstName))).to.equal(true);
  });

  it("are always current: open orders arrive after now, and all were placed before", () => {
    for (const at of [now, new Date("2031-12-31T23:59:59Z")]) {
      for (const one of sampleCustomers(at).flatMap(({ orders }) => orders)) {
        expect(one.placedAt < at.toISOString()).to.equal(true);
        const open = ["placed", "packed", "shipped"].includes(one.status);
        expect(one.deliveryDay > at.toISOString().slice(0, 10)).to.equal(open);
      }
    }
  });

  it("use only numbers that are nobody's", () => {
    for (const { phoneNumber } of samples) expect(phoneNumber).to.match(/^\+120655501\d\d$/);
  });
});
