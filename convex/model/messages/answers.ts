import { v } from "convex/values";

import { sample } from "../heartbeats/shapes";
import { nullable } from "../shapes";

export const messagesPage = v.object({ page: v.array(sample), next: nullable(v.number()) });
