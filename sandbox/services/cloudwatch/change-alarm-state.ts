import { uuid } from '../../kernel/random.ts'
import type { Alarm, CloudwatchState, StateNow } from './alarm.ts'
import { alarmEvent } from './alarm-event.ts'

/** Gives an alarm a state. Another value than before goes on the bus; the same only changes reason and time. */
export function changeAlarmState(state: CloudwatchState, alarm: Alarm, next: Omit<StateNow, 'at'>): void {
  const previous = alarm.state
  alarm.state = { ...next, at: state.world.clock.now() }
  if (previous.value === next.value) return
  alarm.transitionedAt = alarm.state.at
  alarm.history.push(alarm.state)
  state.transitions.push({ alarm: alarm.settings.name, previous, next: alarm.state })
  for (const listener of state.onState) listener(alarm.settings.name, next.value)
  state.world.emit(alarmEvent(alarm, previous, uuid(state.random)))
}
