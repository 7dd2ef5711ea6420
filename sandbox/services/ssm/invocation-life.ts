import { isReachable } from '../../hosts/host.ts'
import type { ScriptRun } from '../../hosts/run-script.ts'
import { type Command, type Commands, countOf, executionMs, hasEnded, type Invocation, type Status } from './command.ts'
import { commandEvent, invocationEvent } from './command-events.ts'

const DELIVERY_MS = [400, 1500] as const
const REPORT_MS = [300, 900] as const
/** After so long without the agent a pending invocation shows as delayed. */
const DELAYED_MS = 30_000

/** Delivers as many invocations as may run at once. */
export function proceed(commands: Commands, command: Command): void {
  const { invocations, maxConcurrency, maxErrors } = command
  const failed = invocations.filter(({ status, details }) => status === 'Failed' || details === 'ExecutionTimedOut')
  const waiting = invocations.filter((each) => each.status === 'Pending' && each.timers.size === 0)
  if (failed.length > countOf(maxErrors, invocations.length)) {
    for (const each of waiting) end(commands, command, each, 'Cancelled', 'Terminated')
    return
  }
  const most = Math.max(1, countOf(maxConcurrency, invocations.length))
  const busy = invocations.filter((each) => !hasEnded(each) && !waiting.includes(each)).length
  for (const each of waiting.slice(0, Math.max(0, most - busy))) deliver(commands, command, each)
}

/** Ends an invocation; the command with its last one. */
export function end(
  commands: Commands,
  command: Command,
  invocation: Invocation,
  status: Status,
  details: string,
): void {
  const { clock, emit } = commands.world
  for (const timer of invocation.timers) clock.cancel(timer)
  invocation.timers.clear()
  Object.assign(invocation, { status, details, endedAt: clock.now() })
  emit(invocationEvent(commands.world, command, invocation))
  proceed(commands, command)
  settle(commands, command)
}

function settle(commands: Commands, command: Command): void {
  if (hasEnded(command) || !command.invocations.every(hasEnded)) return
  const bad = (['Failed', 'TimedOut', 'Cancelled'] as const)
    .map((status) => command.invocations.find((each) => each.status === status && each.details !== 'Terminated'))
    .find((each) => each !== undefined)
  Object.assign(command, { status: bad?.status ?? 'Success', details: bad?.details ?? 'Success' })
  commands.world.emit(commandEvent(commands.world, command))
}

function wait(
  commands: Commands,
  invocation: Invocation,
  ms: number,
  what: string,
  run: () => void | Promise<void>,
): void {
  const timer = commands.world.clock.after(ms, `${what} on ${invocation.host.name}`, () => {
    invocation.timers.delete(timer)
    return run()
  })
  invocation.timers.add(timer)
}

/** Calls `then` as soon as the agent can be reached, now or when it comes back; not when the invocation ends before. */
function whenReachable(commands: Commands, invocation: Invocation, then: () => void): void {
  function look(): void {
    if (hasEnded(invocation)) commands.listeners.delete(look)
    else if (isReachable(invocation.host)) {
      commands.listeners.delete(look)
      then()
    }
  }
  commands.listeners.add(look)
  look()
}

function deliver(commands: Commands, command: Command, invocation: Invocation): void {
  const { random } = commands
  wait(commands, invocation, command.timeoutSeconds * 1000, 'a command expires', () =>
    end(commands, command, invocation, 'TimedOut', 'DeliveryTimedOut'),
  )
  wait(commands, invocation, DELAYED_MS, 'a command is delayed', () => {
    if (invocation.status === 'Pending') Object.assign(invocation, { status: 'Delayed', details: 'Delayed' })
  })
  wait(commands, invocation, random.integer(...DELIVERY_MS), 'a command arrives', () =>
    whenReachable(commands, invocation, () =>
      wait(commands, invocation, 0, 'a command starts', () => start(commands, command, invocation)),
    ),
  )
}

async function start(commands: Commands, command: Command, invocation: Invocation): Promise<void> {
  const { clock, emit } = commands.world
  for (const timer of invocation.timers) clock.cancel(timer)
  invocation.timers.clear()
  Object.assign(invocation, { status: 'InProgress', details: 'InProgress', startedAt: clock.now() })
  emit(invocationEvent(commands.world, command, invocation))
  if (command.status === 'Pending') {
    Object.assign(command, { status: 'InProgress', details: 'InProgress' })
    emit(commandEvent(commands.world, command))
  }
  const limitMs = executionMs(command)
  const run = await commands.runOn(invocation.host, command.parameters, limitMs)
  wait(commands, invocation, limitMs, 'a command runs out of time', () =>
    end(commands, command, invocation, 'TimedOut', 'ExecutionTimedOut'),
  )
  if (run.end === 'host-died') return
  wait(commands, invocation, run.worldMs + commands.random.integer(...REPORT_MS), 'a command ends', () =>
    report(commands, command, invocation, run),
  )
}

/** A host that went down in the meantime never tells; an agent that comes back does. */
function report(commands: Commands, command: Command, invocation: Invocation, run: ScriptRun): void {
  if (invocation.host.state !== 'running') return
  whenReachable(commands, invocation, () => {
    invocation.run = run
    if (run.end === 'out-of-time') end(commands, command, invocation, 'TimedOut', 'ExecutionTimedOut')
    else if (run.exitCode === 0) end(commands, command, invocation, 'Success', 'Success')
    else end(commands, command, invocation, 'Failed', 'Failed')
  })
}
