import type { Timer } from './service.ts'

/** A timer with what to run; ordered by time, then by the order of scheduling. */
export interface QueuedTimer extends Timer {
  readonly order: number
  readonly run: () => void | Promise<void>
}

/** Pending timers, earliest first. */
export interface TimerQueue {
  readonly add: (at: number, what: string, run: () => void | Promise<void>) => Timer
  readonly cancel: (timer: Timer) => void
  readonly peek: () => QueuedTimer | undefined
  /** Takes the earliest timer if it is due at `now`. */
  readonly takeDue: (now: number) => QueuedTimer | undefined
  /** All pending timers in the order they will run. */
  readonly list: () => readonly Timer[]
}

function isBefore(a: QueuedTimer, b: QueuedTimer): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at
}

function siftUp(heap: QueuedTimer[], timer: QueuedTimer): void {
  let index = heap.length
  heap.push(timer)
  while (index > 0) {
    const parentIndex = (index - 1) >> 1
    const parent = heap[parentIndex]
    if (parent === undefined || isBefore(parent, timer)) break
    heap[index] = parent
    index = parentIndex
  }
  heap[index] = timer
}

function earlierChild(heap: readonly QueuedTimer[], index: number): number {
  const left = heap[2 * index + 1]
  const right = heap[2 * index + 2]
  return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * index + 2 : 2 * index + 1
}

function siftDown(heap: QueuedTimer[], timer: QueuedTimer): void {
  let index = 0
  for (;;) {
    const childIndex = earlierChild(heap, index)
    const child = heap[childIndex]
    if (child === undefined || isBefore(timer, child)) break
    heap[index] = child
    index = childIndex
  }
  heap[index] = timer
}

function removeFirst(heap: QueuedTimer[]): void {
  const last = heap.pop()
  if (last !== undefined && heap.length > 0) siftDown(heap, last)
}

/** A binary heap; cancelled timers stay in it until they come to the top. */
export function createTimerQueue(): TimerQueue {
  const heap: QueuedTimer[] = []
  const pending = new Set<Timer>()
  let order = 0

  function peek(): QueuedTimer | undefined {
    while (heap[0] !== undefined && !pending.has(heap[0])) removeFirst(heap)
    return heap[0]
  }

  return {
    add(at, what, run) {
      const timer: QueuedTimer = { at, what, run, order }
      order += 1
      pending.add(timer)
      siftUp(heap, timer)
      return timer
    },
    cancel: (timer) => void pending.delete(timer),
    peek,
    takeDue(now) {
      const first = peek()
      if (first === undefined || first.at > now) return undefined
      removeFirst(heap)
      pending.delete(first)
      return first
    },
    list: () => heap.filter((timer) => pending.has(timer)).sort((a, b) => (isBefore(a, b) ? -1 : 1)),
  }
}
