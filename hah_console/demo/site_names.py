"""Invented people: common Taiwanese surnames and given names by sex and generation, combined at random."""

from random import Random

SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高彭范魏鍾"
_OLDER_WOMEN = (
    "秀英 玉蘭 金枝 阿嬌 月娥 春桃 素貞 美玉 桂花 寶珠 秋菊 秀琴 麗珠 惠美 碧霞 錦雲 淑貞 彩鳳 罔市 滿妹 玉梅 鳳嬌 瑞香"
)
_OLDER_MEN = (
    "金水 阿土 清吉 添財 火旺 文雄 正雄 義雄 武雄 明德 國華 榮發 天送 永福 坤山 慶祥 進財 茂林 水木 萬來 德旺 秋生 振興"
)
_YOUNGER_WOMEN = "怡君 淑芬 雅婷 佩珊 美惠 慧玲 欣怡 靜宜 佳蓉 婉婷 詩涵 筱雯 嘉玲 珮瑜"
_YOUNGER_MEN = "志明 俊傑 建宏 家豪 冠宇 宗翰 柏翰 彥廷 承恩 俊宏 國豪 文彬 士傑 哲瑋"
_SINGLE = "英美珠雄福明華玲傑珊"
RELATIONSHIPS = {
    True: ("女兒", "女兒", "媳婦", "看護", "孫女", "姊妹"),
    False: ("兒子", "兒子", "女婿", "孫子", "兄弟"),
}
"""Of caregivers, by whether they are women."""


class Names:
    """Draws names without repeating one."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[str] = set()

    def person(self, woman: bool, older: bool) -> str:
        """A name nobody else of this site has; one in fifteen has a single given character."""
        pool = (_OLDER_WOMEN if woman else _OLDER_MEN) if older else (_YOUNGER_WOMEN if woman else _YOUNGER_MEN)
        while True:
            given = self._random.choice(_SINGLE if self._random.random() < 1 / 15 else pool.split())
            name = self._random.choice(SURNAMES) + given
            if name not in self._given:
                self._given.add(name)
                return name
