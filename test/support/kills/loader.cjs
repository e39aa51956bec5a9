// The deployed loader, run again as soon as it has ended, in a process that can be ended at any moment.
const { handler } = require(process.env.ARTEFACT);

const tell = (error) => process.stderr.write(`${error.stack}\n`);

async function main() {
  for (;;) {
    const end = Date.now() + 60_000;
    await handler({}, { getRemainingTimeInMillis: () => end - Date.now() }).catch(tell);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

process.once("disconnect", () => process.exit());
main();
