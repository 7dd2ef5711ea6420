/** Who is in user groups of Slack, put into the bundle when the configuration lets groups press buttons. */
declare module 'longshore:slack-actions' {
  /** Absent when only people are named who may press. */
  export const groupMembers: typeof import('../shared/slack-actions/group-members.ts').groupMembers | undefined
}
