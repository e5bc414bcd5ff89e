export { type AuditEvent } from './audit/audit-event.js';
export { AuditLog, type AuditLogOptions } from './audit/audit-log.js';
export { type AuditSink } from './audit/audit-sink.js';
export { type AuditLogReport, verifyAuditLog, type VerifyOptions } from './audit/verify-audit-log.js';
export { applyRedactions, applyVerdict } from './redaction/apply-redactions.js';
export {
  type Category,
  type CategoryScores,
  type ExtensionCategory,
  extensionCategories,
  isCategory,
  isOpenAiCategory,
  listWithParents,
  type OpenAiCategory,
  openAiCategories,
} from './contract/category.js';
export {
  type CategorySpan,
  type Classifier,
  type ClassifierContext,
  type ClassifierResult,
} from './contract/classifier.js';
export { createControlStringsClassifier } from './classifiers/control-strings/control-strings-classifier.js';
export { createInjectionClassifier } from './classifiers/injection/injection-classifier.js';
export { createPiiClassifier } from './classifiers/pii/pii-classifier.js';
export { createRulesClassifier } from './classifiers/rules/rules-classifier.js';
export { createSecretsClassifier } from './classifiers/secrets/secrets-classifier.js';
export { createWordsClassifier } from './classifiers/words/words-classifier.js';
export { createModerator, type CreateModeratorOptions } from './moderator/create-moderator.js';
export {
  ClassifierError,
  ConfigurationError,
  ContentRefusedError,
  ModerationError,
  type ModerationErrorCode,
  PolicyError,
  PolicyNotAllowedError,
  type PolicyProblem,
  PolicyUnknownError,
  RedactedError,
} from './errors/moderation-errors.js';
export { gateParts, gateText } from './streaming/gate-stream.js';
export { type GateEvent, type GatePartEvent, type GateStreamOptions, type PartReaders } from './streaming/part-gate.js';
export {
  type ModeratedToolCall,
  ToolCallBuffer,
  type ToolCallDelta,
  type ToolCallContext,
} from './streaming/tool-call-buffer.js';
export { assertReleasable, moderateOrThrow } from './values/moderate-or-throw.js';
export { moderateArguments } from './values/moderate-arguments.js';
export { type ModeratedValue, moderateValue, type ValueInput } from './values/moderate-value.js';
export { localClassifiers } from './classifiers/local-classifiers.js';
export { OrderedChecks } from './scheduling/ordered-checks.js';
export { ModeratorSet, type ModeratorSetOptions } from './moderator/moderator-set.js';
export {
  type WindowVerdict,
  type ModerateOptions,
  Moderator,
  type ModeratorOptions,
  type Shadow,
} from './moderator/moderator.js';
export { definePolicy, defaultPolicy, loadPolicy, parsePolicy, presetPolicy } from './policy/parse-policy.js';
export { policyJsonSchema } from './policy/schema/policy-json-schema.js';
export { policyMessage } from './policy/policy-message.js';
export { type PolicyDocument, presetNames, type PresetName } from './policy/schema/policy-schema.js';
export { PolicyFile, type PolicyFileOptions } from './policy/file/policy-file.js';
export { choosePolicy, type PolicyGrant } from './policy/policy-grant.js';
export { PolicySet, type PolicySetOptions } from './policy/file/policy-set.js';
export { type PolicySource } from './contract/policy-source.js';
export { type RequestContext } from './contract/request-context.js';
export {
  type Allowance,
  type AuditSettings,
  type CategoryRule,
  type CategoryRules,
  type ClassifierSettings,
  type GateSettings,
  type ModerationPolicy,
  type RedactionSettings,
  type StageRules,
  type TextRule,
} from './contract/policy.js';
export {
  type CheckInput,
  type ModerationInput,
  type ModerationRole,
  type ModerationSource,
  type ModerationStage,
  moderationStages,
  type TextRange,
} from './contract/moderation-input.js';
export {
  ShadowPolicy,
  type ShadowDifference,
  type ShadowPolicyOptions,
  type ShadowSide,
} from './moderator/shadow-policy.js';
export { type GateInput, type GateStep, StreamGate } from './streaming/stream-gate.js';
export {
  type AllowVerdict,
  type BlockVerdict,
  type ClassifierFailure,
  type ClassifierFailureCode,
  type ErrorVerdict,
  type Finding,
  isReleasable,
  type PolicyAction,
  type Redaction,
  type RedactVerdict,
  type Verdict,
  type VerdictFields,
} from './contract/verdict.js';
