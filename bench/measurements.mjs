/** What `npm run bench` runs, in this order; each file also runs alone, and says in its head what it measures and takes. */
export const measurements = [
  { file: "fleet.mjs", args: ["1"], sections: ["pixel"] },
  { file: "fleet.mjs", args: ["300"], sections: ["pixel", "frames"] },
  { file: "fleet.mjs", args: ["1000"], sections: ["pixel", "frames"] },
  { file: "pages.mjs", sections: ["server"] },
  { file: "page-memory.mjs", sections: ["frames"] },
  { file: "robot-page.mjs", sections: ["frames"] },
  { file: "promote.mjs", sections: ["pixel"] },
  { file: "control-plane.ts", args: ["1000"], sections: ["server"] },
  { file: "flat.ts", sections: ["flat"] },
  { file: "receipts.ts", sections: ["flat"] },
  { file: "page-load.mjs", sections: ["load"] },
  { file: "interaction.mjs", args: ["300"], sections: ["load"] },
  { file: "size.mjs", sections: ["load"] },
  { file: "attack.ts", sections: ["attack"] },
  { file: "host.ts", sections: ["host"] },
  { file: "engine.ts", sections: ["host"] },
];
