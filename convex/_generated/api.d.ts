/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as account from "../account.js";
import type * as apiKeys from "../apiKeys.js";
import type * as approvals from "../approvals.js";
import type * as audit from "../audit.js";
import type * as auth from "../auth.js";
import type * as crons from "../crons.js";
import type * as deployments from "../deployments.js";
import type * as deviceLogins from "../deviceLogins.js";
import type * as doctor from "../doctor.js";
import type * as errors from "../errors.js";
import type * as functions from "../functions.js";
import type * as grants from "../grants.js";
import type * as heartbeats from "../heartbeats.js";
import type * as http from "../http.js";
import type * as inferenceEndpoints from "../inferenceEndpoints.js";
import type * as invitations from "../invitations.js";
import type * as members from "../members.js";
import type * as model_audit from "../model/audit.js";
import type * as model_batches from "../model/batches.js";
import type * as model_checks from "../model/checks.js";
import type * as model_deployments_deployments from "../model/deployments/deployments.js";
import type * as model_deployments_doctor from "../model/deployments/doctor.js";
import type * as model_deployments_policy from "../model/deployments/policy.js";
import type * as model_deployments_probes from "../model/deployments/probes.js";
import type * as model_deployments_tables from "../model/deployments/tables.js";
import type * as model_deployments_workers from "../model/deployments/workers.js";
import type * as model_environment from "../model/environment.js";
import type * as model_heartbeats_beat from "../model/heartbeats/beat.js";
import type * as model_heartbeats_heartbeats from "../model/heartbeats/heartbeats.js";
import type * as model_heartbeats_keptSamples from "../model/heartbeats/keptSamples.js";
import type * as model_heartbeats_latency from "../model/heartbeats/latency.js";
import type * as model_heartbeats_link from "../model/heartbeats/link.js";
import type * as model_heartbeats_orders from "../model/heartbeats/orders.js";
import type * as model_heartbeats_rawSweep from "../model/heartbeats/rawSweep.js";
import type * as model_heartbeats_rawTimes from "../model/heartbeats/rawTimes.js";
import type * as model_heartbeats_retention from "../model/heartbeats/retention.js";
import type * as model_heartbeats_samples from "../model/heartbeats/samples.js";
import type * as model_heartbeats_tables from "../model/heartbeats/tables.js";
import type * as model_heartbeats_troubles from "../model/heartbeats/troubles.js";
import type * as model_notices_mail from "../model/notices/mail.js";
import type * as model_notices_notices from "../model/notices/notices.js";
import type * as model_notices_quiet from "../model/notices/quiet.js";
import type * as model_notices_settings from "../model/notices/settings.js";
import type * as model_notices_tables from "../model/notices/tables.js";
import type * as model_notices_tellings from "../model/notices/tellings.js";
import type * as model_notices_told from "../model/notices/told.js";
import type * as model_pairing_pairing from "../model/pairing/pairing.js";
import type * as model_pairing_requests from "../model/pairing/requests.js";
import type * as model_pairing_tables from "../model/pairing/tables.js";
import type * as model_people_accounts from "../model/people/accounts.js";
import type * as model_people_addresses from "../model/people/addresses.js";
import type * as model_people_apiKeys from "../model/people/apiKeys.js";
import type * as model_people_callers from "../model/people/callers.js";
import type * as model_people_deploymentKey from "../model/people/deploymentKey.js";
import type * as model_people_deviceLogins from "../model/people/deviceLogins.js";
import type * as model_people_elsewhere from "../model/people/elsewhere.js";
import type * as model_people_factorRequirement from "../model/people/factorRequirement.js";
import type * as model_people_identities from "../model/people/identities.js";
import type * as model_people_invitations from "../model/people/invitations.js";
import type * as model_people_limitRules from "../model/people/limitRules.js";
import type * as model_people_limits from "../model/people/limits.js";
import type * as model_people_me from "../model/people/me.js";
import type * as model_people_members from "../model/people/members.js";
import type * as model_people_ofPerson from "../model/people/ofPerson.js";
import type * as model_people_oidcAttempts from "../model/people/oidcAttempts.js";
import type * as model_people_oidcProvider from "../model/people/oidcProvider.js";
import type * as model_people_oidcSignIn from "../model/people/oidcSignIn.js";
import type * as model_people_oneTimeCodes from "../model/people/oneTimeCodes.js";
import type * as model_people_passkeyChallenges from "../model/people/passkeyChallenges.js";
import type * as model_people_passkeyPlace from "../model/people/passkeyPlace.js";
import type * as model_people_passkeySignIn from "../model/people/passkeySignIn.js";
import type * as model_people_passkeys from "../model/people/passkeys.js";
import type * as model_people_passwords from "../model/people/passwords.js";
import type * as model_people_sealed from "../model/people/sealed.js";
import type * as model_people_secondFactors from "../model/people/secondFactors.js";
import type * as model_people_settingLimits from "../model/people/settingLimits.js";
import type * as model_people_setup from "../model/people/setup.js";
import type * as model_people_signIns from "../model/people/signIns.js";
import type * as model_people_tables from "../model/people/tables.js";
import type * as model_people_watchPass from "../model/people/watchPass.js";
import type * as model_people_waysIn from "../model/people/waysIn.js";
import type * as model_people_webauthn from "../model/people/webauthn.js";
import type * as model_rateLimits from "../model/rateLimits.js";
import type * as model_receipts_agreement from "../model/receipts/agreement.js";
import type * as model_receipts_agreements from "../model/receipts/agreements.js";
import type * as model_receipts_chain from "../model/receipts/chain.js";
import type * as model_receipts_checkpointFile from "../model/receipts/checkpointFile.js";
import type * as model_receipts_checkpoints from "../model/receipts/checkpoints.js";
import type * as model_receipts_double from "../model/receipts/double.js";
import type * as model_receipts_doubleReviews from "../model/receipts/doubleReviews.js";
import type * as model_receipts_export from "../model/receipts/export.js";
import type * as model_receipts_hours from "../model/receipts/hours.js";
import type * as model_receipts_lastGood from "../model/receipts/lastGood.js";
import type * as model_receipts_outliers from "../model/receipts/outliers.js";
import type * as model_receipts_problems from "../model/receipts/problems.js";
import type * as model_receipts_published from "../model/receipts/published.js";
import type * as model_receipts_receipts from "../model/receipts/receipts.js";
import type * as model_receipts_reviewTables from "../model/receipts/reviewTables.js";
import type * as model_receipts_reviews from "../model/receipts/reviews.js";
import type * as model_receipts_robotSignature from "../model/receipts/robotSignature.js";
import type * as model_receipts_search_bits from "../model/receipts/search/bits.js";
import type * as model_receipts_search_find from "../model/receipts/search/find.js";
import type * as model_receipts_search_pages from "../model/receipts/search/pages.js";
import type * as model_receipts_search_postings from "../model/receipts/search/postings.js";
import type * as model_receipts_search_sources from "../model/receipts/search/sources.js";
import type * as model_receipts_search_terms from "../model/receipts/search/terms.js";
import type * as model_receipts_search_words from "../model/receipts/search/words.js";
import type * as model_receipts_siblings from "../model/receipts/siblings.js";
import type * as model_receipts_tables from "../model/receipts/tables.js";
import type * as model_receipts_trend from "../model/receipts/trend.js";
import type * as model_receipts_writer from "../model/receipts/writer.js";
import type * as model_robots_robotSchemas from "../model/robots/robotSchemas.js";
import type * as model_robots_robots from "../model/robots/robots.js";
import type * as model_robots_schemaDiff from "../model/robots/schemaDiff.js";
import type * as model_robots_schemaDocument from "../model/robots/schemaDocument.js";
import type * as model_robots_states from "../model/robots/states.js";
import type * as model_robots_tables from "../model/robots/tables.js";
import type * as model_savedViews from "../model/savedViews.js";
import type * as model_secrets from "../model/secrets.js";
import type * as model_sessions_approvalRules from "../model/sessions/approvalRules.js";
import type * as model_sessions_approvals from "../model/sessions/approvals.js";
import type * as model_sessions_grants from "../model/sessions/grants.js";
import type * as model_sessions_loaded from "../model/sessions/loaded.js";
import type * as model_sessions_promoteConditions from "../model/sessions/promoteConditions.js";
import type * as model_sessions_promoteFacts from "../model/sessions/promoteFacts.js";
import type * as model_sessions_rules from "../model/sessions/rules.js";
import type * as model_sessions_sessions from "../model/sessions/sessions.js";
import type * as model_sessions_store from "../model/sessions/store.js";
import type * as model_sessions_tables from "../model/sessions/tables.js";
import type * as model_sessions_views from "../model/sessions/views.js";
import type * as model_shapes from "../model/shapes.js";
import type * as model_signing_ed25519 from "../model/signing/ed25519.js";
import type * as model_signing_keyRotation from "../model/signing/keyRotation.js";
import type * as model_signing_keys from "../model/signing/keys.js";
import type * as model_signing_tables from "../model/signing/tables.js";
import type * as model_sweeps from "../model/sweeps.js";
import type * as model_tables from "../model/tables.js";
import type * as model_userCodes from "../model/userCodes.js";
import type * as model_views from "../model/views.js";
import type * as model_webhooks_address from "../model/webhooks/address.js";
import type * as model_webhooks_deliveries from "../model/webhooks/deliveries.js";
import type * as model_webhooks_signature from "../model/webhooks/signature.js";
import type * as model_webhooks_tables from "../model/webhooks/tables.js";
import type * as model_webhooks_webhooks from "../model/webhooks/webhooks.js";
import type * as model_wire_access from "../model/wire/access.js";
import type * as model_wire_deployments from "../model/wire/deployments.js";
import type * as model_wire_people from "../model/wire/people.js";
import type * as model_wire_receipts from "../model/wire/receipts.js";
import type * as model_wire_robots from "../model/wire/robots.js";
import type * as model_wire_sessions from "../model/wire/sessions.js";
import type * as notices from "../notices.js";
import type * as oidc from "../oidc.js";
import type * as openapi_components from "../openapi/components.js";
import type * as openapi_document from "../openapi/document.js";
import type * as openapi_errors from "../openapi/errors.js";
import type * as openapi_examples from "../openapi/examples.js";
import type * as openapi_fields from "../openapi/fields.js";
import type * as openapi_httpPaths from "../openapi/httpPaths.js";
import type * as openapi_jsonSchema from "../openapi/jsonSchema.js";
import type * as openapi_operations from "../openapi/operations.js";
import type * as openapi_wire from "../openapi/wire.js";
import type * as organizations from "../organizations.js";
import type * as pairing from "../pairing.js";
import type * as passkeys from "../passkeys.js";
import type * as publicApi from "../publicApi.js";
import type * as receipts from "../receipts.js";
import type * as retention from "../retention.js";
import type * as reviews from "../reviews.js";
import type * as robotSchemas from "../robotSchemas.js";
import type * as robots from "../robots.js";
import type * as savedViews from "../savedViews.js";
import type * as secondFactor from "../secondFactor.js";
import type * as sessions from "../sessions.js";
import type * as setup from "../setup.js";
import type * as signing from "../signing.js";
import type * as sweeps from "../sweeps.js";
import type * as testing from "../testing.js";
import type * as webhooks from "../webhooks.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";

declare const fullApi: ApiFromModules<{
  account: typeof account;
  apiKeys: typeof apiKeys;
  approvals: typeof approvals;
  audit: typeof audit;
  auth: typeof auth;
  crons: typeof crons;
  deployments: typeof deployments;
  deviceLogins: typeof deviceLogins;
  doctor: typeof doctor;
  errors: typeof errors;
  functions: typeof functions;
  grants: typeof grants;
  heartbeats: typeof heartbeats;
  http: typeof http;
  inferenceEndpoints: typeof inferenceEndpoints;
  invitations: typeof invitations;
  members: typeof members;
  "model/audit": typeof model_audit;
  "model/batches": typeof model_batches;
  "model/checks": typeof model_checks;
  "model/deployments/deployments": typeof model_deployments_deployments;
  "model/deployments/doctor": typeof model_deployments_doctor;
  "model/deployments/policy": typeof model_deployments_policy;
  "model/deployments/probes": typeof model_deployments_probes;
  "model/deployments/tables": typeof model_deployments_tables;
  "model/deployments/workers": typeof model_deployments_workers;
  "model/environment": typeof model_environment;
  "model/heartbeats/beat": typeof model_heartbeats_beat;
  "model/heartbeats/heartbeats": typeof model_heartbeats_heartbeats;
  "model/heartbeats/keptSamples": typeof model_heartbeats_keptSamples;
  "model/heartbeats/latency": typeof model_heartbeats_latency;
  "model/heartbeats/link": typeof model_heartbeats_link;
  "model/heartbeats/orders": typeof model_heartbeats_orders;
  "model/heartbeats/rawSweep": typeof model_heartbeats_rawSweep;
  "model/heartbeats/rawTimes": typeof model_heartbeats_rawTimes;
  "model/heartbeats/retention": typeof model_heartbeats_retention;
  "model/heartbeats/samples": typeof model_heartbeats_samples;
  "model/heartbeats/tables": typeof model_heartbeats_tables;
  "model/heartbeats/troubles": typeof model_heartbeats_troubles;
  "model/notices/mail": typeof model_notices_mail;
  "model/notices/notices": typeof model_notices_notices;
  "model/notices/quiet": typeof model_notices_quiet;
  "model/notices/settings": typeof model_notices_settings;
  "model/notices/tables": typeof model_notices_tables;
  "model/notices/tellings": typeof model_notices_tellings;
  "model/notices/told": typeof model_notices_told;
  "model/pairing/pairing": typeof model_pairing_pairing;
  "model/pairing/requests": typeof model_pairing_requests;
  "model/pairing/tables": typeof model_pairing_tables;
  "model/people/accounts": typeof model_people_accounts;
  "model/people/addresses": typeof model_people_addresses;
  "model/people/apiKeys": typeof model_people_apiKeys;
  "model/people/callers": typeof model_people_callers;
  "model/people/deploymentKey": typeof model_people_deploymentKey;
  "model/people/deviceLogins": typeof model_people_deviceLogins;
  "model/people/elsewhere": typeof model_people_elsewhere;
  "model/people/factorRequirement": typeof model_people_factorRequirement;
  "model/people/identities": typeof model_people_identities;
  "model/people/invitations": typeof model_people_invitations;
  "model/people/limitRules": typeof model_people_limitRules;
  "model/people/limits": typeof model_people_limits;
  "model/people/me": typeof model_people_me;
  "model/people/members": typeof model_people_members;
  "model/people/ofPerson": typeof model_people_ofPerson;
  "model/people/oidcAttempts": typeof model_people_oidcAttempts;
  "model/people/oidcProvider": typeof model_people_oidcProvider;
  "model/people/oidcSignIn": typeof model_people_oidcSignIn;
  "model/people/oneTimeCodes": typeof model_people_oneTimeCodes;
  "model/people/passkeyChallenges": typeof model_people_passkeyChallenges;
  "model/people/passkeyPlace": typeof model_people_passkeyPlace;
  "model/people/passkeySignIn": typeof model_people_passkeySignIn;
  "model/people/passkeys": typeof model_people_passkeys;
  "model/people/passwords": typeof model_people_passwords;
  "model/people/sealed": typeof model_people_sealed;
  "model/people/secondFactors": typeof model_people_secondFactors;
  "model/people/settingLimits": typeof model_people_settingLimits;
  "model/people/setup": typeof model_people_setup;
  "model/people/signIns": typeof model_people_signIns;
  "model/people/tables": typeof model_people_tables;
  "model/people/watchPass": typeof model_people_watchPass;
  "model/people/waysIn": typeof model_people_waysIn;
  "model/people/webauthn": typeof model_people_webauthn;
  "model/rateLimits": typeof model_rateLimits;
  "model/receipts/agreement": typeof model_receipts_agreement;
  "model/receipts/agreements": typeof model_receipts_agreements;
  "model/receipts/chain": typeof model_receipts_chain;
  "model/receipts/checkpointFile": typeof model_receipts_checkpointFile;
  "model/receipts/checkpoints": typeof model_receipts_checkpoints;
  "model/receipts/double": typeof model_receipts_double;
  "model/receipts/doubleReviews": typeof model_receipts_doubleReviews;
  "model/receipts/export": typeof model_receipts_export;
  "model/receipts/hours": typeof model_receipts_hours;
  "model/receipts/lastGood": typeof model_receipts_lastGood;
  "model/receipts/outliers": typeof model_receipts_outliers;
  "model/receipts/problems": typeof model_receipts_problems;
  "model/receipts/published": typeof model_receipts_published;
  "model/receipts/receipts": typeof model_receipts_receipts;
  "model/receipts/reviewTables": typeof model_receipts_reviewTables;
  "model/receipts/reviews": typeof model_receipts_reviews;
  "model/receipts/robotSignature": typeof model_receipts_robotSignature;
  "model/receipts/search/bits": typeof model_receipts_search_bits;
  "model/receipts/search/find": typeof model_receipts_search_find;
  "model/receipts/search/pages": typeof model_receipts_search_pages;
  "model/receipts/search/postings": typeof model_receipts_search_postings;
  "model/receipts/search/sources": typeof model_receipts_search_sources;
  "model/receipts/search/terms": typeof model_receipts_search_terms;
  "model/receipts/search/words": typeof model_receipts_search_words;
  "model/receipts/siblings": typeof model_receipts_siblings;
  "model/receipts/tables": typeof model_receipts_tables;
  "model/receipts/trend": typeof model_receipts_trend;
  "model/receipts/writer": typeof model_receipts_writer;
  "model/robots/robotSchemas": typeof model_robots_robotSchemas;
  "model/robots/robots": typeof model_robots_robots;
  "model/robots/schemaDiff": typeof model_robots_schemaDiff;
  "model/robots/schemaDocument": typeof model_robots_schemaDocument;
  "model/robots/states": typeof model_robots_states;
  "model/robots/tables": typeof model_robots_tables;
  "model/savedViews": typeof model_savedViews;
  "model/secrets": typeof model_secrets;
  "model/sessions/approvalRules": typeof model_sessions_approvalRules;
  "model/sessions/approvals": typeof model_sessions_approvals;
  "model/sessions/grants": typeof model_sessions_grants;
  "model/sessions/loaded": typeof model_sessions_loaded;
  "model/sessions/promoteConditions": typeof model_sessions_promoteConditions;
  "model/sessions/promoteFacts": typeof model_sessions_promoteFacts;
  "model/sessions/rules": typeof model_sessions_rules;
  "model/sessions/sessions": typeof model_sessions_sessions;
  "model/sessions/store": typeof model_sessions_store;
  "model/sessions/tables": typeof model_sessions_tables;
  "model/sessions/views": typeof model_sessions_views;
  "model/shapes": typeof model_shapes;
  "model/signing/ed25519": typeof model_signing_ed25519;
  "model/signing/keyRotation": typeof model_signing_keyRotation;
  "model/signing/keys": typeof model_signing_keys;
  "model/signing/tables": typeof model_signing_tables;
  "model/sweeps": typeof model_sweeps;
  "model/tables": typeof model_tables;
  "model/userCodes": typeof model_userCodes;
  "model/views": typeof model_views;
  "model/webhooks/address": typeof model_webhooks_address;
  "model/webhooks/deliveries": typeof model_webhooks_deliveries;
  "model/webhooks/signature": typeof model_webhooks_signature;
  "model/webhooks/tables": typeof model_webhooks_tables;
  "model/webhooks/webhooks": typeof model_webhooks_webhooks;
  "model/wire/access": typeof model_wire_access;
  "model/wire/deployments": typeof model_wire_deployments;
  "model/wire/people": typeof model_wire_people;
  "model/wire/receipts": typeof model_wire_receipts;
  "model/wire/robots": typeof model_wire_robots;
  "model/wire/sessions": typeof model_wire_sessions;
  notices: typeof notices;
  oidc: typeof oidc;
  "openapi/components": typeof openapi_components;
  "openapi/document": typeof openapi_document;
  "openapi/errors": typeof openapi_errors;
  "openapi/examples": typeof openapi_examples;
  "openapi/fields": typeof openapi_fields;
  "openapi/httpPaths": typeof openapi_httpPaths;
  "openapi/jsonSchema": typeof openapi_jsonSchema;
  "openapi/operations": typeof openapi_operations;
  "openapi/wire": typeof openapi_wire;
  organizations: typeof organizations;
  pairing: typeof pairing;
  passkeys: typeof passkeys;
  publicApi: typeof publicApi;
  receipts: typeof receipts;
  retention: typeof retention;
  reviews: typeof reviews;
  robotSchemas: typeof robotSchemas;
  robots: typeof robots;
  savedViews: typeof savedViews;
  secondFactor: typeof secondFactor;
  sessions: typeof sessions;
  setup: typeof setup;
  signing: typeof signing;
  sweeps: typeof sweeps;
  testing: typeof testing;
  webhooks: typeof webhooks;
}>;

/**
 * A utility for referencing Convex functions in your app's public API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;

/**
 * A utility for referencing Convex functions in your app's internal API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = internal.myModule.myFunction;
 * ```
 */
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;

export declare const components: {};
