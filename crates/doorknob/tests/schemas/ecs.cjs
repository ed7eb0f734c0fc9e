// ECS events, one a line on standard input, against the fields that Elastic publishes as the package @elastic/ecs.
//
// Prints what is wrong, each thing once. Needs `npm install @elastic/ecs`, found by NODE_PATH; exits with 77 where it is not there.
const net = require("net");

let flat;
try {
  flat = require("@elastic/ecs/generated/ecs_flat").EcsFlat;
} catch (missing) {
  console.log(missing.message.split("\n")[0]);
  process.exit(77);
}

// Fields of the shipper's own and of ours, beside those of the schema.
const OWN = ["winlog.", "doorknob."];

const TYPES = {
  date: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value),
  ip: (value) => typeof value === "string" && net.isIP(value) > 0,
  keyword: (value) => typeof value === "string",
  wildcard: (value) => typeof value === "string",
  match_only_text: (value) => typeof value === "string",
  float: Number.isFinite,
  long: Number.isSafeInteger,
};

const wrong = new Map();
let lines = 0;

function complain(what, line) {
  if (!wrong.has(what)) wrong.set(what, line);
}

function check(path, value, line) {
  if (OWN.some((own) => path.startsWith(own))) return;
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) check(path ? `${path}.${name}` : name, inner, line);
    return;
  }
  const field = flat[path];
  if (!field) return complain(`${path}: no field of the schema`, line);
  if (field.normalize.includes("array") !== Array.isArray(value)) complain(`${path}: a list, or none`, line);
  const allowed = (field.allowed_values || []).map((allowed) => allowed.name);
  for (const item of [value].flat()) {
    if (!TYPES[field.type] || !TYPES[field.type](item)) complain(`${path}: ${item} is no ${field.type}`, line);
    if (allowed.length && !allowed.includes(item)) complain(`${path}: ${item} is not allowed`, line);
  }
}

function checkTypes(event, line) {
  for (const category of event.event.category) {
    const known = flat["event.category"].allowed_values.find((allowed) => allowed.name === category);
    for (const type of event.event.type) {
      if (known && !known.expected_event_types.includes(type)) complain(`event.type: ${type} of ${category}`, line);
    }
  }
}

for (const line of require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  lines += 1;
  const event = JSON.parse(line);
  for (const [path, field] of Object.entries(flat)) {
    if (field.required && !path.split(".").reduce((inner, name) => inner && inner[name], event)) {
      complain(`${path}: missing`, line);
    }
  }
  check("", event, line);
  checkTypes(event, line);
}
for (const [what, line] of wrong) console.log(what, "in", line.slice(0, 400));
console.log(`${lines} events`);
process.exit(wrong.size || !lines ? 1 : 0);
