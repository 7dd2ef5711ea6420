import type { LaunchType, TaskOverride } from '@aws-sdk/client-ecs'
import type { BareTask } from './state.ts'

/** A task that somebody ran by itself (RunTask, a rule, a schedule): it belongs to no service. */
export interface OneOffTask extends BareTask {
  readonly startedBy?: string
  /** `family:NAME` unless the caller named another. */
  readonly group: string
  readonly overrides: TaskOverride
  readonly launch: { readonly launchType: LaunchType } | { readonly capacityProviderName: string }
  /** The network it was given, kept to be read back. */
  readonly networkConfiguration?: unknown
}

export interface OneOffTasks {
  /** By ARN, in order of their start. Those stopped an hour ago are kept for read-back and shown to no client. */
  readonly tasks: Map<string, OneOffTask>
  /** What was asked for under each client token. */
  readonly requests: Map<
    string,
    { readonly request: string; readonly tasks: readonly OneOffTask[]; readonly at: number }
  >
}
