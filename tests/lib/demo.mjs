// Topics and counselors for tests, with passwords that tests know and that are their own already.
import { putCounselor } from './password.mjs';

export const topics = {
  young: {
    slug: 'kinder-jugendliche', de: 'Kinder und Jugendliche', en: 'Children and young people', address: 'du',
    team: 'Team Kinder und Jugendliche', teamEn: 'Children and youth team',
  },
  pregnancy: {
    slug: 'schwangerschaft', de: 'Schwangerschaft', en: 'Pregnancy', address: 'sie',
    team: 'Team Schwangerschaft', teamEn: 'Pregnancy team', online: 'https://example.org/beratung',
  },
};

/// anna works for both topics, ben and clara for the first, dora for the second; clara has a display name.
export const counselors = {
  anna: { login: 'anna', password: 'anna-geheim-2468', topics: ['kinder-jugendliche', 'schwangerschaft'] },
  ben: { login: 'ben', password: 'ben-geheim-13579', topics: ['kinder-jugendliche'] },
  clara: { login: 'clara', password: 'clara-geheim-4711', topics: ['kinder-jugendliche'], displayName: 'Frau Sommer' },
  dora: { login: 'dora', password: 'dora-geheim-98765', topics: ['schwangerschaft'] },
};

async function mustAdmin(stack, args, input) {
  const result = await stack.admin(args, input);
  if (result.code !== 0) throw new Error(`caritas-admin ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

export function addTopic(stack, { slug, de, en, address = 'du', team, teamEn = team, online, summaryDe = `Hier geht es um ${de}.`, summaryEn = `This is about ${en}.` }) {
  const args = ['topic', 'add', slug, '--name-de', de, '--name-en', en, '--address', address, '--summary-de', summaryDe, '--summary-en', summaryEn];
  if (team) args.push('--team-de', team, '--team-en', teamEn);
  if (online) args.push('--online-counselling', online);
  return mustAdmin(stack, args);
}

export function addCounselor(stack, { login, password, topics: slugs = [], displayName }) {
  const args = ['counselor', 'add', login, ...slugs.flatMap((slug) => ['--topic', slug])];
  if (displayName) args.push('--display-name', displayName);
  return mustAdmin(stack, args, `${password}\n`);
}

export const openTopic = (stack, slug) => mustAdmin(stack, ['topic', 'open', slug]);
export const closeTopic = (stack, slug) => mustAdmin(stack, ['topic', 'close', slug]);

/// Both topics and the named counselors (all four by default).
export async function addDemo(stack, names = Object.keys(counselors)) {
  for (const topic of Object.values(topics)) await addTopic(stack, topic);
  for (const name of names) await putCounselor(stack, counselors[name]);
}
