// Loaded into a server with --profile: SIGUSR2 begins a CPU profile, the next one writes it.
const { renameSync, writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");

let session;
process.on("SIGUSR2", () => {
  if (!session) {
    session = new Session();
    session.connect();
    session.post("Profiler.enable");
    session.post("Profiler.setSamplingInterval", { interval: 250 });
    session.post("Profiler.start");
    return;
  }
  session.post("Profiler.stop", (_error, { profile }) => {
    writeFileSync(`${process.env.PROFILE_TO}.part`, JSON.stringify(profile));
    renameSync(`${process.env.PROFILE_TO}.part`, process.env.PROFILE_TO);
  });
  session = undefined;
});
