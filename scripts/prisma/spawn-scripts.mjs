// child_process.spawn('x.mjs', args) -> spawn(node, ['--import', 'tsx', 'x.mjs', ...args])
import cp from "node:child_process";
import { syncBuiltinESMExports } from "node:module";

const { spawn } = cp;
cp.spawn = function (file, args, options) {
  return typeof file === "string" && file.endsWith("schema-engine.mjs")
    ? spawn.call(this, process.execPath, ["--import", "tsx", file, ...(args ?? [])], options)
    : spawn.call(this, file, args, options);
};
syncBuiltinESMExports();
