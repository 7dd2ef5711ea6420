/** What tells which images targets have in use, for the kinds that the configuration names; put into the bundle when packaging. */
declare module 'longshore:image-users' {
  const users: readonly ((
    host: import('../shared/lambda/users-host.ts').UsersHost,
  ) => import('../shared/prune-ports.ts').ImageUsers)[]
  export default users
}
