// Apart from the questions about rules, so that words need no connection.
export { isMeasure, type Measure, measures, unitOf } from "#convex/model/alertRules/measures.js";
