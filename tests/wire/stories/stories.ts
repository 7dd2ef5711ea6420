/** For each kind of target a story that goes well and one that goes wrong, among the shipped scenarios. */
export const stories = {
  'ECS rolling': ['good-push', 'crash-loop-breaker-off'],
  'ECS blue/green': ['native-blue-green', 'native-blue-green-crash'],
  'ECS linear': ['native-linear', 'native-linear-check-fails'],
  'ECS canary': ['native-canary', 'native-canary-alarm'],
  CodeDeploy: ['codedeploy-good-push', 'codedeploy-crash'],
  Lambda: ['lambda-canary', 'lambda-canary-alarm'],
  'Docker hosts': ['docker-host-good-push', 'docker-host-one-fails'],
  'task before': ['task-before', 'task-before-then-revert'],
  'scheduled task': ['scheduled-task', 'scheduled-task'],
  proofs: ['prove-all-hold', 'prove-answers-500'],
  wave: ['wave', 'wave-stopped'],
  people: ['promote', 'cancel-rolling'],
} as const satisfies Readonly<Record<string, readonly [good: string, bad: string]>>
