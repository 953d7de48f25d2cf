import type { Group, User } from './entities.ts';
import type { RamNeighbours } from './neighbours.ts';

/** The users of all accounts and the groups that they are in. Names are unique in an account, whatever their case. */
export class People {
  private readonly world: RamNeighbours;
  private readonly users = new Set<User>();
  private readonly groups = new Set<Group>();

  constructor(world: RamNeighbours) {
    this.world = world;
  }

  addUser(given: Pick<User, 'account' | 'name'> & Partial<User>): User {
    const now = this.world.clock.now();
    const user: User = {
      ...{ displayName: given.name, mobilePhone: '', email: '', comments: '' },
      id: this.world.newId('2', 17, 'digits'),
      ...{ createdAt: now, updatedAt: now, attached: new Map() },
      ...given,
    };
    this.users.add(user);
    return user;
  }

  removeUser(user: User): void {
    this.users.delete(user);
  }

  user(account: string, name: string): User | undefined {
    return this.usersOf(account).find((user) => isNamed(user, name));
  }

  usersOf(account: string): User[] {
    return [...this.users].filter((user) => user.account === account);
  }

  addGroup(given: Pick<Group, 'account' | 'name'> & Partial<Group>): Group {
    const now = this.world.clock.now();
    const group: Group = {
      comments: '',
      id: this.world.newId('g-', 16),
      ...{ createdAt: now, updatedAt: now, attached: new Map(), members: new Map() },
      ...given,
    };
    this.groups.add(group);
    return group;
  }

  removeGroup(group: Group): void {
    this.groups.delete(group);
  }

  group(account: string, name: string): Group | undefined {
    return this.groupsOfAccount(account).find((group) => isNamed(group, name));
  }

  groupsOfAccount(account: string): Group[] {
    return [...this.groups].filter((group) => group.account === account);
  }

  groupsOf(user: User): Group[] {
    return [...this.groups].filter(({ members }) => members.has(user));
  }
}

function isNamed(one: { readonly name: string }, name: string): boolean {
  return one.name.toLowerCase() === name.toLowerCase();
}
