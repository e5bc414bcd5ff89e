import { mulberry32 } from '../random.js';
import { type WrittenText } from '../written-text.js';

/** The wordings of counter-speech in one language: people answer hate. `{}` stands for a group. */
interface CounterSpeech {
  readonly groups: readonly string[];
  readonly sentences: readonly string[];
}

/** Answers to hate, which quote it, reject it and tell people what to say and think. Written for this project. */
const languages: readonly CounterSpeech[] = [
  {
    groups: [
      'los inmigrantes',
      'las mujeres',
      'los musulmanes',
      'los judíos',
      'los gais',
      'las personas con discapacidad',
    ],
    sentences: [
      'Decir que todos {} son iguales es una mentira.',
      'No hay que odiar a {}, son personas como todos nosotros.',
      'Quien dice "odio a {}" no sabe nada de la vida.',
      'Di no al odio: {} merecen respeto.',
      'Olvida los prejuicios sobre {} y habla con ellos.',
      'Ignora a quienes insultan a {}, no tienen razón.',
      'Nadie debería decir que {} no tienen derechos.',
      'Todo lo malo que se dice de {} es falso.',
      '¿Por qué repites esas tonterías sobre {}?',
      'Escribir que {} son un peligro es irresponsable y cruel.',
      'Deja de culpar a {} de todo.',
      'Deja de escribir que {} son un problema, el problema es el odio.',
      'Basta de decir que {} sobran en este país.',
      'Nunca olvides que {} tienen una historia y una familia.',
      'No repitas lo que otros dicen de {}, piensa por ti mismo.',
      'Responde a los insultos contra {} con hechos.',
      'Quien quiere echar a {} no conoce a ninguno de ellos.',
      'Todos tenemos derecho a vivir en paz, {} también.',
      '"{} son basura": así empieza siempre la violencia.',
      'Hay que actuar contra el odio hacia {}, no mirar a otro lado.',
    ],
  },
  {
    groups: ['os imigrantes', 'as mulheres', 'os muçulmanos', 'os judeus', 'os gays', 'as pessoas negras'],
    sentences: [
      'Dizer que todos {} são iguais é mentira.',
      'Não devemos odiar {}, são pessoas como nós.',
      'Quem diz "odeio {}" não sabe nada da vida.',
      'Diga não ao ódio: {} merecem respeito.',
      'Esqueça os preconceitos contra {} e converse com eles.',
      'Ignore quem ofende {}, eles não têm razão.',
      'Ninguém deveria dizer que {} não têm direitos.',
      'Tudo o que se fala de ruim sobre {} é falso.',
      'Por que você repete essas bobagens sobre {}?',
      'Escrever que {} são um perigo é irresponsável e cruel.',
      'Pare de culpar {} por tudo.',
      'Pare de escrever que {} são um problema, o problema é o ódio.',
      'Chega de dizer que {} não prestam.',
      'Nunca esqueça que {} têm uma história e uma família.',
      'Não repita o que os outros dizem de {}, pense por si.',
      'Responda aos insultos contra {} com fatos.',
      'Quem quer expulsar {} não conhece nenhum deles.',
      'Todos temos direito de viver em paz, {} também.',
      '"{} são lixo": é assim que a violência começa.',
      'É preciso agir contra o ódio a {}, não olhar para o lado.',
    ],
  },
  {
    groups: ['gli immigrati', 'le donne', 'i musulmani', 'gli ebrei', 'i gay', 'le persone disabili'],
    sentences: [
      'Dire che tutti {} sono uguali è una bugia.',
      'Non si devono odiare {}, sono persone come noi.',
      'Chi dice "odio {}" non sa niente della vita.',
      'Di’ no all’odio: {} meritano rispetto.',
      'Dimentica i pregiudizi su {} e parla con loro.',
      'Ignora chi insulta {}, non ha ragione.',
      'Nessuno dovrebbe dire che {} non hanno diritti.',
      'Tutto il male che si dice di {} è falso.',
      'Perché ripeti queste sciocchezze su {}?',
      'Scrivere che {} sono un pericolo è irresponsabile e crudele.',
      'Smetti di dare la colpa di tutto a {}.',
      'Smetti di scrivere che {} sono un problema, il problema è l’odio.',
      'Basta dire che {} non servono a niente.',
      'Non dimenticare mai che {} hanno una storia e una famiglia.',
      'Non ripetere quello che altri dicono di {}, pensa da solo.',
      'Rispondi agli insulti contro {} con i fatti.',
      'Chi vuole cacciare {} non ne conosce nessuno.',
      'Tutti abbiamo il diritto di vivere in pace, anche {}.',
      '"{} sono spazzatura": è così che comincia la violenza.',
      'Bisogna agire contro l’odio verso {}, non girarsi dall’altra parte.',
    ],
  },
  {
    groups: ['les immigrés', 'les femmes', 'les musulmans', 'les juifs', 'les gays', 'les handicapés'],
    sentences: [
      'Dire que tous {} sont pareils est un mensonge.',
      'Il ne faut pas haïr {}, ce sont des gens comme nous.',
      'Oublie tes préjugés sur {} et parle avec eux.',
      'Ignore ceux qui insultent {}, ils ont tort.',
      'Personne ne devrait écrire que {} n’ont pas de droits.',
    ],
  },
  {
    groups: ['Einwanderer', 'Frauen', 'Muslime', 'Juden', 'Schwule', 'Behinderte'],
    sentences: [
      'Zu sagen, dass alle {} gleich sind, ist eine Lüge.',
      'Niemand sollte {} hassen, sie sind Menschen wie wir.',
      'Vergiss deine Vorurteile über {} und rede mit ihnen.',
      'Ignoriere alle, die {} beleidigen.',
      'Wer schreibt, dass {} keine Rechte haben, liegt falsch.',
    ],
  },
  {
    groups: ['immigranten', 'vrouwen', 'moslims', 'joden', 'homo’s', 'gehandicapten'],
    sentences: [
      'Zeggen dat alle {} hetzelfde zijn is een leugen.',
      'Niemand zou {} moeten haten, het zijn mensen zoals wij.',
      'Vergeet je vooroordelen over {} en praat met ze.',
      'Negeer iedereen die {} beledigt.',
    ],
  },
];

/** Puts each group into each sentence. Half of the texts have a second sentence. */
export function harmlessCounterSpeech(): readonly WrittenText[] {
  const random = mulberry32(211);
  return languages.flatMap(({ groups, sentences }, language) =>
    sentences.flatMap((sentence, index) =>
      groups.map((group) => {
        const second = sentences[Math.floor(random() * sentences.length * 2)];
        const text = second === undefined ? sentence : `${sentence} ${second}`;
        return { text: text.replaceAll('{}', group), family: `counter-speech ${language} ${index}` };
      }),
    ),
  );
}
