import type { Host } from '../../hosts/host.ts'
import type { ScriptRun } from '../../hosts/run-script.ts'
import { AwsError, type Random, type Timer, type World } from '../../kernel/service.ts'

export type Status = 'Pending' | 'Delayed' | 'InProgress' | 'Success' | 'Failed' | 'TimedOut' | 'Cancelled'

/** Times in this file are epoch milliseconds. */
export interface Invocation {
  readonly host: Host
  status: Status
  /** More exact than the status: `DeliveryTimedOut`, `ExecutionTimedOut`, `Terminated`, … */
  details: string
  startedAt?: number
  endedAt?: number
  /** What the script gave, once the agent has told. */
  run?: ScriptRun
  readonly timers: Set<Timer>
}

export interface Command {
  readonly id: string
  readonly comment: string
  readonly parameters: Readonly<Record<string, readonly string[]>>
  /** As they were asked for. */
  readonly instanceIds: readonly string[]
  readonly targets: readonly { readonly Key?: string; readonly Values?: readonly string[] }[]
  readonly maxConcurrency: string
  readonly maxErrors: string
  readonly timeoutSeconds: number
  readonly requestedAt: number
  /** Lists and GetCommandInvocation know of it from here on. */
  readonly visibleAt: number
  readonly invocations: readonly Invocation[]
  status: Status
  details: string
}

export interface Commands {
  readonly world: World
  readonly random: Random
  /** Newest last. */
  readonly sent: Command[]
  /** Told whenever a host or its agent comes or goes. */
  readonly listeners: Set<() => void>
  /** Runs a command's lines on a host, now, in no world time; `worldMs` tells how long it took there. */
  readonly runOn: (host: Host, parameters: Command['parameters'], limitMs: number) => Promise<ScriptRun>
}

export const RUN_SHELL_SCRIPT = 'AWS-RunShellScript'
const DEFAULT_EXECUTION_SECONDS = 3600

const ENDED: readonly Status[] = ['Success', 'Failed', 'TimedOut', 'Cancelled']

export function hasEnded({ status }: { readonly status: Status }): boolean {
  return ENDED.includes(status)
}

/** How long the script may run once it has started. */
export function executionMs({ parameters }: Command): number {
  return Number(parameters['executionTimeout']?.[0] ?? DEFAULT_EXECUTION_SECONDS) * 1000
}

/** `2` or `50%` of the command's invocations. */
export function countOf(text: string, of: number): number {
  return text.endsWith('%') ? Math.floor((Number(text.slice(0, -1)) / 100) * of) : Number(text)
}

/** Commands that a reader of `asOf` knows of, newest first. */
export function visible(commands: Commands, asOf: number): Command[] {
  return commands.sent.filter(({ visibleAt }) => visibleAt <= asOf).reverse()
}

export function requireCommand(commands: Commands, id: string): Command {
  const command = commands.sent.find((each) => each.id === id)
  // AWS sends this exception without a message.
  if (command === undefined) throw new AwsError('InvalidCommandId', '')
  return command
}
