export { type AuditEvent } from './audit/audit-event.js';
export { AuditLog, type AuditLogOptions, type AuditSync, auditSyncModes } from './audit/audit-log.js';
export { type AuditRecovery } from './audit/audit-recovery.js';
export { type AuditSink } from './audit/audit-sink.js';
export { type AuditLogReport, verifyAuditLog, type VerifyOptions } from './audit/verify-audit-log.js';
export { describeFileError } from './errors/describe-file-error.js';
export {
  type FieldPath,
  type FilePosition,
  type FileProblem,
  listProblems,
  maximumProblems,
  type SettingsFileKind,
} from './errors/file-problem.js';
export { describeIssue } from './errors/describe-issue.js';
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
  type CategoryEvidence,
  type CategorySpan,
  type Classifier,
  type ClassifierContext,
  type ClassifierResult,
} from './contract/classifier.js';
export { type RhythmOptions, type StreamRhythm } from './contract/stream-rhythm.js';
export { createControlStringsClassifier } from './classifiers/control-strings/control-strings-classifier.js';
export { guardClassifier, type GuardClassifierOptions } from './classifiers/guard/guard-classifier.js';
export {
  type GuardHead,
  type GuardModel,
  type GuardScore,
  listGuardModels,
  loadGuardModel,
  verifyGuardWeights,
} from './classifiers/guard/guard-model.js';
export { type GuardLanguageHead } from './classifiers/guard/language-head.js';
export { type CheapScore } from './classifiers/guard/cheap-scores.js';
export { describeExampleReport, type ExampleReport } from './classifiers/examples/example-report.js';
export {
  type ExamplesClassifier,
  examplesClassifier,
  type ExamplesClassifierOptions,
} from './classifiers/examples/examples-classifier.js';
export { createInjectionClassifier } from './classifiers/injection/injection-classifier.js';
export { createPiiClassifier } from './classifiers/pii/pii-classifier.js';
export { createRulesClassifier } from './classifiers/rules/rules-classifier.js';
export { createSecretsClassifier } from './classifiers/secrets/secrets-classifier.js';
export { createWordsClassifier } from './classifiers/words/words-classifier.js';
export { type ConversationTurn } from './conversation/exchanges.js';
export {
  type ConversationReader,
  type ConversationView,
  type HistoryChange,
  moderateConversation,
  type ModeratedConversation,
  type ModeratedTurn,
  removedMessageNote,
  settleTurn,
  type TurnLocation,
} from './conversation/moderate-conversation.js';
export { moderateView, toViewedText, type ViewedText, type ViewInput } from './conversation/moderate-view.js';
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
export { ConversationVaults, type ConversationVaultsOptions } from './redaction/conversation-vaults.js';
export { type TextRestorer } from './redaction/text-restorer.js';
export { findNameClash, type NameClash, toRedactedName } from './redaction/redacted-name.js';
export { RedactionVault, type RedactionVaultOptions } from './redaction/vault.js';
export { restoreEvents } from './streaming/restore-events.js';
export { restoreArguments, restoreValue } from './values/restore-value.js';
export { gateParts, gateText } from './streaming/gate-stream.js';
export { type GateEvent, type GatePartEvent, type GateStreamOptions, type PartReaders } from './streaming/part-gate.js';
export {
  type ModeratedToolCall,
  ToolCallBuffer,
  type ToolCallDelta,
  type ToolCallContext,
} from './streaming/tool-call-buffer.js';
export { assertReleasable, moderateOrThrow } from './values/moderate-or-throw.js';
export { type ArgumentsInput, moderateArguments } from './values/moderate-arguments.js';
export { type ModeratedValue, moderateValue, type ValueInput } from './values/moderate-value.js';
export { localClassifiers } from './classifiers/local-classifiers.js';
export { type ClassifierCoverage } from './moderator/classifier-runs/coverage.js';
export { notifyListener } from './scheduling/notify-listener.js';
export { OrderedChecks } from './scheduling/ordered-checks.js';
export { raceAbort } from './scheduling/race-abort.js';
export { ModeratorSet, type ModeratorSetOptions } from './moderator/moderator-set.js';
export {
  type WindowOptions,
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
export { type FieldIssue } from './settings-file/field-issues.js';
export { locateIssues, type ParsedSettings, parseSettings } from './settings-file/parse-settings.js';
export { WatchedFiles } from './settings-file/watched-files.js';
export { PolicyFile, type PolicyFileOptions } from './policy/file/policy-file.js';
export { choosePolicy, type PolicyGrant } from './policy/policy-grant.js';
export { PolicySet, type PolicySetOptions } from './policy/file/policy-set.js';
export { type PolicyCheck, type PolicySource } from './contract/policy-source.js';
export { type EncodeOptions, type TextEncoder } from './contract/text-encoder.js';
export { type RefusalKind, toRefusalKind } from './contract/refusal-kind.js';
export { type RequestContext } from './contract/request-context.js';
export { type ValueKeeper } from './contract/value-keeper.js';
export {
  type Allowance,
  type AuditSettings,
  type CategoryExamples,
  type CategoryRule,
  type CategoryRules,
  type ClassifierSettings,
  type ConversationSettings,
  type GateSettings,
  type LimitSettings,
  type ModerationPolicy,
  type PolicyMessages,
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
  type HistoryAction,
  isReleasable,
  type PolicyAction,
  type Redaction,
  type RedactVerdict,
  type StoppedFields,
  type Verdict,
  type VerdictFields,
} from './contract/verdict.js';
